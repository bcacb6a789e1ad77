using System.Text.RegularExpressions;
using NetVips;
using TadSr.Imaging.Formats;

namespace TadSr.Imaging;

/// <summary>Encodes samples with the metadata that the format can hold: the one way out for all that writes a file.</summary>
internal static partial class PictureEncoder
{
    /// <summary>Encodes.</summary>
    /// <returns>One line for each loss: alpha, depth, a profile that does not fit.</returns>
    /// <exception cref="VipsException">The encoder gives up.</exception>
    public static IReadOnlyList<string> Encode(Picture picture, PictureFormat format, PictureWriteOptions options, Stream target, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        var pixels = picture.Pixels;
        if (pixels.BitDepth == 16 && PictureFormats.BitDepth(format) < 16)
        {
            if (format == PictureFormat.Avif)
                warnings.Add("AVIF has 12 bits a sample: the 16 bits are rounded (PNG and TIFF keep them)");
            else
                warnings.Add($"{PictureFormats.Name(format)} has 8 bits a sample: the 16 bits are rounded (PNG and TIFF keep them)");
            pixels = format == PictureFormat.Avif ? pixels : pixels.ToEightBit();
        }
        if (format == PictureFormat.Jpeg && pixels.HasAlpha)
            warnings.Add("JPEG has no transparency: transparent parts are laid on white (PNG keeps them)");

        var metadata = options.StripMetadata ? PictureMetadata.None : Fitting(picture.Metadata, pixels, format, warnings);
        if (format == PictureFormat.Png && pixels.ColourChannels == 1 && metadata.Icc is { } profile && IccProfile.ColourSpace(profile) == "RGB")
        {
            warnings.Add("written as RGB: a grey PNG cannot hold the RGB colour profile");
            pixels = pixels.ToRgb();
        }
        // Lossy WebP and AVIF turn exact grey into grey with a tint of one level.
        var isLossless = options.Quality == 100 || (format == PictureFormat.WebP && pixels.IsGrey());
        using var samples = pixels.Pin();
        unsafe
        {
            var rows = new RowMemory((nint)samples.Pointer, pixels.Width, pixels.Height, pixels.Channels, pixels.BitDepth);
            VipsWriter.Write(rows, metadata, format, options, isLossless, target, cancellation);
        }
        return warnings;
    }

    // What is true of the output and finds a place in its format.
    private static PictureMetadata Fitting(PictureMetadata metadata, PixelBuffer pixels, PictureFormat format, List<string> warnings)
    {
        var name = PictureFormats.Name(format);
        if (metadata.Exif is { } found)
        {
            var exif = ExifBlock.Read(found)?.ForOutput(pixels.Width, pixels.Height);
            if (exif is null)
                warnings.Add("the EXIF block is damaged and left out");
            else if (format == PictureFormat.Tiff || (format == PictureFormat.Jpeg && exif.Length > JpegContainer.LargestBlock))
                (exif, _) = (null, Add(warnings, $"the EXIF block is left out: {name} {(format == PictureFormat.Tiff ? "files are written without" : "holds none of that size")}"));
            metadata = metadata with { Exif = exif };
        }
        if (metadata.Xmp is { } xmp)
        {
            if (format == PictureFormat.Jpeg && xmp.Length > JpegContainer.LargestBlock)
                metadata = metadata with { Xmp = Add(warnings, "the XMP packet is left out: JPEG holds none of that size") };
            else
                metadata = metadata with { Xmp = Upright(xmp) };
        }
        if (metadata.Iptc is { } iptc && (format is PictureFormat.WebP or PictureFormat.Avif || (format == PictureFormat.Jpeg && iptc.Length > JpegContainer.LargestBlock)))
            metadata = metadata with { Iptc = Add(warnings, $"the IPTC block is left out: {name} does not hold it") };
        if (metadata.Icc is { } icc && IccProfile.ColourSpace(icc) == "GRAY" && (pixels.ColourChannels == 3 || format is PictureFormat.WebP or PictureFormat.Avif))
            metadata = metadata with { Icc = Add(warnings, "the grey colour profile is left out: the output is RGB") };
        if (format != PictureFormat.Png && metadata.Text.Count > 0)
            warnings.Add($"{metadata.Text.Count} text chunk(s) are left out: {name} does not hold them");
        if (format != PictureFormat.Png && metadata.Icc is null && Colours(metadata) is { Length: > 0 } colours)
            warnings.Add($"how the colours are meant ({colours}) is left out: {name} holds a profile or nothing (PNG keeps it)");
        return metadata;
    }

    private static byte[]? Add(List<string> warnings, string warning)
    {
        warnings.Add(warning);
        return null;
    }

    // Names of chunks that say more than that the colours are those of sRGB, which is what a picture without them has.
    private static string Colours(PictureMetadata metadata)
        => metadata.Colour.Any(chunk => chunk.Key == "sRGB") ? "" : string.Join(", ", metadata.Colour.Select(chunk => chunk.Key));

    // The packet repeats the orientation, which is applied already.
    private static byte[] Upright(byte[] xmp)
    {
        var text = System.Text.Encoding.Latin1.GetString(xmp);
        return XmpOrientation().IsMatch(text) ? System.Text.Encoding.Latin1.GetBytes(XmpOrientation().Replace(text, "${before}1")) : xmp;
    }

    [GeneratedRegex("""(?<before>tiff:Orientation(?:\s*=\s*["']|>))[2-8](?=["'<])""")]
    private static partial Regex XmpOrientation();
}
