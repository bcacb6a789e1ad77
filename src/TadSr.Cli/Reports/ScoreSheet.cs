using System.Globalization;
using System.Text;
using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>Draws score comparisons: for each picture what the teacher makes of every result at every t and where the scores differ, below them
/// the curves of the mean difference over t. An SVG file that holds its pictures.</summary>
internal sealed class ScoreSheet
{
    private const int NameWidth = 130, CellWidth = 160, Gap = 6, Line = 20, ChartHeight = 200, Margin = 34;
    private static readonly string[] colours = ["#2f6fb0", "#c2562d", "#4d8a3d"];

    private readonly List<(string Picture, ScoreComparison Scores)> pictures = [];

    /// <summary>Takes in a picture.</summary>
    public void Add(string picture, ScoreComparison scores) => pictures.Add((picture, scores));

    /// <summary>Mean over the pictures and positions of each difference at each t.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<double> Means)> Curves => [.. pictures[0].Scores.Differences.Select((difference, i) =>
        (difference.Name, (IReadOnlyList<double>)[.. pictures[0].Scores.Times.Select((_, t) => pictures.Average(p => Mean(p.Scores.Differences[i].Values[t])))]))];

    /// <summary>Writes the drawing.</summary>
    /// <param name="path">The SVG file.</param>
    /// <param name="shown">How many of the pictures are drawn; the curves are of all.</param>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void Write(string path, int shown)
    {
        var times = pictures[0].Scores.Times;
        var (body, top, width) = (new StringBuilder(), 0, NameWidth + times.Count * (CellWidth + Gap));
        foreach (var (picture, scores) in pictures.Take(shown))
        {
            Text(body, 0, top + 14, "start", picture);
            for (var i = 0; i < times.Count; i++)
                Text(body, Left(i) + CellWidth / 2, top + 14, "middle", $"t = {times[i]}");
            top += Line;
            foreach (var (name, values) in scores.Predictions)
                top = Row(body, top, name, values, Colour);
            foreach (var (name, values) in scores.Differences)
                top = Row(body, top, name, values, Grey);
        }
        Chart(body, top + Gap, width, times);
        var height = top + Gap + ChartHeight + Curves.Count * Line;
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n{body}</svg>\n")));
    }

    /// <summary>Writes picture, pair, t and mean difference as CSV.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteFigures(string path) => Csv.Write(path,
    [
        ["picture", "pair", "t", "mean_score_difference"],
        .. from entry in pictures
           from difference in entry.Scores.Differences
           from i in Enumerable.Range(0, entry.Scores.Times.Count)
           select new[] { entry.Picture, difference.Name, entry.Scores.Times[i].ToString(CultureInfo.InvariantCulture), Csv.Number(Mean(difference.Values[i])) },
    ]);

    private void Chart(StringBuilder body, int top, int width, IReadOnlyList<int> times)
    {
        var curves = Curves;
        var (low, high, step) = Distribution.Axis(curves.SelectMany(curve => curve.Means).Append(0));
        double Y(double value) => top + ChartHeight - Margin - (value - low) / (high - low) * (ChartHeight - Margin - 8);
        double X(int i) => NameWidth + (times.Count == 1 ? 0.5 : (i + 0.5) / times.Count) * (width - NameWidth);
        for (var tick = low; tick <= high + step / 2; tick += step)
        {
            body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{NameWidth}\" x2=\"{width}\" y1=\"{HtmlPage.Place(Y(tick))}\" y2=\"{HtmlPage.Place(Y(tick))}\" stroke=\"#d5d8dc\"/>\n");
            Text(body, NameWidth - Gap, (int)Y(tick) + 4, "end", tick.ToString("0.####", CultureInfo.InvariantCulture));
        }
        for (var i = 0; i < times.Count; i++)
            Text(body, (int)X(i), top + ChartHeight - Margin + 18, "middle", $"t = {times[i]}");
        for (var c = 0; c < curves.Count; c++)
        {
            var points = string.Join(" ", curves[c].Means.Select((mean, i) => $"{HtmlPage.Place(X(i))},{HtmlPage.Place(Y(mean))}"));
            body.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colours[c]}\" stroke-width=\"2\"/>\n");
            for (var i = 0; i < times.Count; i++)
                body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{HtmlPage.Place(X(i))}\" cy=\"{HtmlPage.Place(Y(curves[c].Means[i]))}\" r=\"3\" fill=\"{colours[c]}\"/>\n");
            var bottom = top + ChartHeight + c * Line;
            body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{NameWidth}\" x2=\"{NameWidth + 24}\" y1=\"{bottom}\" y2=\"{bottom}\" stroke=\"{colours[c]}\" stroke-width=\"2\"/>\n");
            Text(body, NameWidth + 30, bottom + 4, "start", $"{curves[c].Name}: mean absolute difference of the scores, {pictures.Count} picture{(pictures.Count == 1 ? "" : "s")}");
        }
    }

    private static int Row(StringBuilder body, int top, string name, IReadOnlyList<Planes<float>> values, Func<Planes<float>, RgbPicture> draw)
    {
        var high = Math.Max(1, CellWidth * values[0].Height / values[0].Width);
        Text(body, 0, top + high / 2 + 4, "start", name);
        for (var i = 0; i < values.Count; i++)
        {
            var file = Convert.ToBase64String(draw(values[i]).ToPixelBuffer().Png());
            body.Append(CultureInfo.InvariantCulture, $"<image x=\"{Left(i)}\" y=\"{top}\" width=\"{CellWidth}\" height=\"{high}\" preserveAspectRatio=\"none\" style=\"image-rendering: pixelated\" href=\"data:image/png;base64,{file}\"><title>{HtmlPage.Escape(name)}</title></image>\n");
        }
        return top + high + Gap;
    }

    private static int Left(int column) => NameWidth + column * (CellWidth + Gap);

    private static void Text(StringBuilder body, int x, int y, string anchor, string words) =>
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"#1c1f23\">{HtmlPage.Escape(words)}</text>\n");

    private static double Mean(Planes<float> planes) => planes.Values.Average(value => (double)value);

    private static RgbPicture Colour(Planes<float> planes) => Draw(planes, (c, at) => planes.Values[c * planes.Height * planes.Width + at]);

    // Differences shrink by orders of magnitude from one t to the next: each is shown against its own largest value, the curves tell the size.
    private static RgbPicture Grey(Planes<float> planes)
    {
        var most = planes.Values.Max();
        return Draw(planes, (_, at) => most > 0 ? planes.Values[at] / most : 0);
    }

    private static RgbPicture Draw(Planes<float> planes, Func<int, int, float> value)
    {
        var samples = new byte[3 * planes.Height * planes.Width];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)(Math.Clamp(value(i % 3, i / 3), 0, 1) * 255 + 0.5f);
        return new RgbPicture(planes.Width, planes.Height, samples);
    }
}
