using System.Globalization;
using System.Text;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>A figure as papers have them: for each picture the whole of it, and one part in all versions side by side, with names. An SVG
/// file that holds its pictures.</summary>
internal sealed class ComparisonSheet
{
    private const int CellWidth = 200, WholeWidth = 260, Gap = 8, Head = 24, Foot = 20, JpegQuality = 90;

    private readonly StringBuilder body = new();
    private int width, height = Head;

    /// <summary>Draws the row of a picture.</summary>
    /// <param name="name">What the picture is called.</param>
    /// <param name="whole">The picture that is shown whole; the part is of its pixels.</param>
    /// <param name="versions">Name and picture of each column.</param>
    /// <param name="part">The part.</param>
    /// <exception cref="TadSrException">The part lies outside, or a version has another shape.</exception>
    public void Add(string name, RgbPicture whole, IReadOnlyList<(string Name, RgbPicture Picture)> versions, PicturePart part)
    {
        if (part.Left < 0 || part.Top < 0 || part.Width < 1 || part.Height < 1 || part.Left + part.Width > whole.Width || part.Top + part.Height > whole.Height)
            throw new TadSrException($"{name}: the part {part.Left},{part.Top},{part.Width},{part.Height} does not lie inside {whole.Width} x {whole.Height}.", ErrorKind.Usage);
        foreach (var (version, picture) in versions)
        {
            if (Math.Abs((double)picture.Width / whole.Width - (double)picture.Height / whole.Height) > 0.02)
                throw new TadSrException($"{name}: {version} is {picture.Width} x {picture.Height}, the whole picture {whole.Width} x {whole.Height}; versions of a picture have one shape.", ErrorKind.BadFile);
        }
        if (height == Head)
            AddNames(versions);
        var cell = Math.Max(1, CellWidth * part.Height / part.Width);
        // As high as the parts, unless it is so wide that it has to be smaller.
        var ratio = Math.Min((double)WholeWidth / whole.Width, (double)cell / whole.Height);
        var (wide, high) = (Math.Max(1, (int)(whole.Width * ratio)), Math.Max(1, (int)(whole.Height * ratio)));
        var small = Bicubic.Enlarge(whole.ToPixelBuffer(), Math.Min(whole.Width, 2 * WholeWidth), Math.Max(1, Math.Min(whole.Width, 2 * WholeWidth) * whole.Height / whole.Width));
        AddImage((WholeWidth - wide) / 2, wide, high, "jpeg", small.Jpeg(JpegQuality), name);
        body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{HtmlPage.Place((WholeWidth - wide) / 2 + part.Left * ratio)}\" y=\"{HtmlPage.Place(height + part.Top * ratio)}\" width=\"{HtmlPage.Place(part.Width * ratio)}\" height=\"{HtmlPage.Place(part.Height * ratio)}\" fill=\"none\" stroke=\"#e02020\" stroke-width=\"2\"/>\n");
        for (var i = 0; i < versions.Count; i++)
            AddImage(At(i), CellWidth, cell, "png", part.Cut(versions[i].Picture, whole.Width).Png(), $"{name}, {versions[i].Name}");
        height += cell + Foot;
        AddText(WholeWidth / 2, height - 5, name);
        width = Math.Max(width, At(versions.Count) - Gap);
    }

    /// <summary>Writes the drawing.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{body}</svg>\n")));

    private void AddNames(IReadOnlyList<(string Name, RgbPicture Picture)> versions)
    {
        for (var i = 0; i < versions.Count; i++)
            AddText(At(i) + CellWidth / 2, Head - 8, versions[i].Name);
    }

    private static int At(int version) => WholeWidth + Gap + version * (CellWidth + Gap);

    private void AddText(int middle, int bottom, string words) => body.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle}\" y=\"{bottom}\" text-anchor=\"middle\" fill=\"#1c1f23\">{HtmlPage.Escape(words)}</text>\n");

    // Pixels stay pixels where a part is enlarged: a sheet is there to show them.
    private void AddImage(int left, int wide, int high, string kind, byte[] file, string words) => body.Append(
        CultureInfo.InvariantCulture, $"<image x=\"{left}\" y=\"{height}\" width=\"{wide}\" height=\"{high}\" preserveAspectRatio=\"none\"{(kind == "png" ? " style=\"image-rendering: pixelated\"" : "")} href=\"data:image/{kind};base64,{Convert.ToBase64String(file)}\"><title>{HtmlPage.Escape(words)}</title></image>\n");
}
