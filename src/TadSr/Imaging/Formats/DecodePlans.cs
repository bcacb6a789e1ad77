using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>Looks at a file before libvips does: what its decoder would accept, change or not say.</summary>
internal static class DecodePlans
{
    // No flat picture is smaller: a block of JPEG takes a bit, a byte of deflate stands for 1032 at most, a code of LZW for some 2700.
    private const int JpegPixelsPerByte = 512, DeflateRatio = 1032, LzwRatio = 2731;

    /// <summary>The plan for a file.</summary>
    /// <param name="file">The file; its position is moved.</param>
    /// <param name="info">Its header.</param>
    /// <param name="acceptsDamage">Whether a cut or corrupted file is taken as far as it goes.</param>
    /// <param name="cancellation">Stops the walk through the file.</param>
    /// <exception cref="PictureFileException">The file is not to be decoded.</exception>
    public static DecodePlan Create(Stream file, PictureInfo info, bool acceptsDamage, CancellationToken cancellation) => info.Format switch
    {
        PictureFormat.Png => Png(file, acceptsDamage, cancellation),
        PictureFormat.Jpeg => Jpeg(file, cancellation),
        PictureFormat.Tiff => TiffInspection.Plan(file, acceptsDamage),
        PictureFormat.Avif or PictureFormat.Heif => Heif(file),
        _ => Plain(file, info.Format),
    };

    /// <summary>The plan that shows the header and nothing else.</summary>
    public static DecodePlan Plain(Stream file, PictureFormat format) => new(file, format switch
    {
        PictureFormat.Png => (source, failOn) => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Jpeg => (source, failOn) => Image.JpegloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.WebP => (source, failOn) => Image.WebploadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Tiff => (source, failOn) => Image.TiffloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        PictureFormat.Gif => (source, failOn) => Image.GifloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        _ => (source, failOn) => Image.HeifloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
    });

    /// <summary>Refuses a file that is too short for the size that its header claims: not a byte is allocated for it.</summary>
    /// <param name="info">The header.</param>
    /// <param name="head">The first bytes.</param>
    /// <param name="length">Length of the file.</param>
    /// <exception cref="PictureFileException">It is too short.</exception>
    public static void CheckLength(PictureInfo info, ReadOnlySpan<byte> head, long length)
    {
        var pixels = (long)info.Width * info.Height;
        var least = info.Format switch
        {
            PictureFormat.Jpeg => pixels / JpegPixelsPerByte,
            PictureFormat.Gif => pixels / LzwRatio,
            PictureFormat.Png when head.Length > 25 => info.Height * (1 + ((long)info.Width * head[24] * PngChannels(head[25]) + 7) / 8) / DeflateRatio,
            _ => 0,
        };
        if (length < least)
            throw new PictureFileException($"truncated: {length} bytes cannot hold a picture of {info.Width}x{info.Height}; at least {least} are needed");
    }

    private static int PngChannels(byte colourType) => colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private static DecodePlan Png(Stream file, bool acceptsDamage, CancellationToken cancellation)
    {
        var contents = PngContainer.Read(file, cancellation);
        if (contents.Damage is { } damage && !acceptsDamage)
            throw new PictureFileException($"{damage}; {PictureFileException.GetAgain}");
        return Plain(file, PictureFormat.Png) with
        {
            Metadata = contents.Metadata,
            AlphaIsOptional = !contents.HasAlphaChannel,   // palette entries or one colour can be transparent
            Damage = contents.Damage,
            Warnings = [.. contents.Warnings, .. contents.IsAnimated ? ["animated: only the first frame is used"] : Array.Empty<string>()],
        };
    }

    private static DecodePlan Jpeg(Stream file, CancellationToken cancellation)
    {
        var (hasEnd, hasGainMap) = JpegContainer.Walk(file, cancellation);
        // With an end behind its data the decoder tells whether anything is missing but the end.
        return Plain(hasEnd ? file : new PatchedStream(file, [], [0xff, 0xd9]), PictureFormat.Jpeg) with
        {
            WarnsOfDamage = true,
            Damage = hasEnd ? null : "the end marker is missing, its rows are all there",
            Warnings = hasGainMap ? ["the gain map for bright screens is left out"] : [],
        };
    }

    private static DecodePlan Heif(Stream file)
    {
        // Turned by the file's own boxes, so that the EXIF block's word for it does not hold.
        var plan = Plain(file, PictureFormat.Avif) with { Orientation = 1 };
        return HeifContainer.ColourCoding(file) is { } coding ? plan with { Colour = [KeyValuePair.Create("cICP", coding)] } : plan;
    }
}
