using System.Globalization;
using System.Net;
using System.Text;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>A page that is complete in itself: style and script lie inside, nothing is fetched, and a policy forbids it to fetch anything.</summary>
internal sealed class HtmlPage
{
    private const string Style = "page.css", Script = "page.js";

    private readonly StringBuilder text = new();

    /// <summary>Starts a page.</summary>
    /// <param name="title">What it is called.</param>
    public HtmlPage(string title)
    {
        text.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(Escape(title)).Append("</title>\n<style>\n").Append(Resource(Style)).Append("</style>\n</head>\n<body>\n");
    }

    /// <summary>Bytes of the page so far.</summary>
    public long Length => text.Length;

    /// <summary>A text as HTML shows it.</summary>
    public static string Escape(string words) => WebUtility.HtmlEncode(words);

    /// <summary>A coordinate of a drawing.</summary>
    public static string Place(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Appends HTML.</summary>
    public HtmlPage Add(string html)
    {
        text.Append(html).Append('\n');
        return this;
    }

    /// <summary>Appends a text in an element.</summary>
    public HtmlPage Add(string element, string words, string attributes = "")
    {
        text.Append('<').Append(element).Append(attributes.Length > 0 ? " " : "").Append(attributes).Append('>').Append(Escape(words)).Append("</").Append(element).Append(">\n");
        return this;
    }

    /// <summary>Appends a table of texts; the first row is its head and the first column names the rows.</summary>
    public HtmlPage AddTable(IReadOnlyList<string[]> rows, string style = "")
    {
        text.Append("<div class=\"scroll\" tabindex=\"0\"><table class=\"").Append(style).Append("\">\n<thead><tr>");
        foreach (var cell in rows[0])
            text.Append("<th scope=\"col\">").Append(Escape(cell)).Append("</th>");
        text.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows.Skip(1))
        {
            text.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                text.Append(i == 0 ? "<th scope=\"row\">" : "<td>").Append(Escape(row[i])).Append(i == 0 ? "</th>" : "</td>");
            text.Append("</tr>\n");
        }
        text.Append("</tbody></table></div>\n");
        return this;
    }

    /// <summary>Ends the page and writes it.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(text);
        writer.Write("<script>\n");
        writer.Write(Resource(Script));
        writer.Write("</script>\n</body>\n</html>\n");
    });

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
