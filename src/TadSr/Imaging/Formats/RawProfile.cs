using System.Globalization;
using System.Text;

namespace TadSr.Imaging.Formats;

/// <summary>A block of metadata written as text, which is how a PNG carries what it has no chunk for (IPTC) and how older programs
/// put EXIF and XMP into it: its kind, its length, then hexadecimal digits.</summary>
internal static class RawProfile
{
    private const string Prefix = "Raw profile type ";
    private const int Columns = 72;

    /// <summary>The keyword of a kind.</summary>
    public static string Keyword(string kind) => Prefix + kind;

    /// <summary>Writes a block.</summary>
    public static byte[] Write(string kind, byte[] block)
    {
        var digits = Convert.ToHexStringLower(block);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n{kind}\n{block.Length,8}\n");
        for (var at = 0; at < digits.Length; at += Columns)
            text.Append(digits, at, Math.Min(Columns, digits.Length - at)).Append('\n');
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Reads a block.</summary>
    /// <param name="keyword">Keyword of the text.</param>
    /// <param name="text">Its value.</param>
    /// <param name="kind">The kind of the block.</param>
    /// <returns>Null where the text is none or is damaged.</returns>
    public static byte[]? Read(string keyword, byte[] text, out string kind)
    {
        kind = keyword.StartsWith(Prefix, StringComparison.Ordinal) ? keyword[Prefix.Length..] : "";
        if (kind is not ("exif" or "APP1" or "iptc" or "xmp"))
            return null;
        var lines = Encoding.Latin1.GetString(text).Split('\n', 4);
        if (lines.Length < 4 || !int.TryParse(lines[2], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var length))
            return null;
        var digits = string.Concat(lines[3].Where(char.IsAsciiHexDigit));
        return digits.Length == 2L * length ? Convert.FromHexString(digits) : null;
    }

    /// <summary>Adds a block where no chunk of its own has brought one.</summary>
    public static PictureMetadata Add(PictureMetadata metadata, string kind, byte[] block) => kind switch
    {
        "iptc" => metadata with { Iptc = metadata.Iptc ?? block },
        "xmp" => metadata with { Xmp = metadata.Xmp ?? block },
        _ => metadata with { Exif = metadata.Exif ?? block },
    };
}
