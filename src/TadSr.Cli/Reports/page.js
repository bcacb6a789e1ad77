(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Every stage shows two of its pictures, the left one up to the place of its slider.
  const selects = all(".tools select");
  const show = () => {
    const [left, right] = selects.map(select => select.value);
    for (const stage of all(".stage")) {
      for (const image of all("img", stage)) {
        image.classList.toggle("left", image.dataset.layer === left);
        image.classList.toggle("right", image.dataset.layer === right);
      }
      const tags = all(".tag", stage);
      if (tags.length === 2)
        [tags[0].textContent, tags[1].textContent] = [left, right];
    }
  };
  for (const select of selects)
    select.addEventListener("change", show);
  for (const slider of all(".stage input")) {
    const move = () => slider.parentElement.style.setProperty("--at", slider.value + "%");
    slider.addEventListener("input", move);
    move();
  }
  if (selects.length === 2)
    show();

  // The table of all pictures: rows are made of the data, a page at a time.
  const source = document.getElementById("rows");
  if (!source)
    return;
  const data = JSON.parse(source.textContent), table = document.getElementById("pictures"), body = table.tBodies[0], size = 100;
  const heads = all("thead th", table), filter = document.getElementById("filter"), count = document.getElementById("count");
  const [back, next] = ["back", "next"].map(id => document.getElementById(id));
  let sorted = 0, sign = 1, page = 0;
  const value = (row, column) => column === 0 ? data.pictures[row] : data.values[column - 1][row];
  const compare = (a, b) => {
    const [x, y] = [value(a, sorted), value(b, sorted)];
    if (x === null || y === null)
      return (x === null) - (y === null) || a - b;   // without a figure: always last
    return sign * (x < y ? -1 : x > y ? 1 : 0) || a - b;
  };
  const draw = () => {
    const word = filter.value.toLowerCase();
    const rows = [...data.pictures.keys()].filter(row => data.pictures[row].toLowerCase().includes(word)).sort(compare);
    const pages = Math.max(1, Math.ceil(rows.length / size));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...rows.slice(page * size, (page + 1) * size).map(row => {
      const line = document.createElement("tr");
      heads.forEach((head, column) => {
        const cell = document.createElement(column === 0 ? "th" : "td"), figure = value(row, column);
        if (column === 0)
          cell.scope = "row";
        cell.textContent = column === 0 ? figure : figure === null ? "-" : figure.toFixed(Math.abs(figure) >= 10 ? 3 : 4);
        line.append(cell);
      });
      return line;
    }));
    heads.forEach((head, column) => column === sorted ? head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending") : head.removeAttribute("aria-sort"));
    count.textContent = rows.length === 0 ? "no picture" : `${page * size + 1} to ${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
    [back.disabled, next.disabled] = [page === 0, page === pages - 1];
  };
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    [sign, sorted, page] = [column === sorted ? -sign : 1, column, 0];
    draw();
  }));
  filter.addEventListener("input", () => { page = 0; draw(); });
  back.addEventListener("click", () => { page--; draw(); });
  next.addEventListener("click", () => { page++; draw(); });
  draw();
})();
