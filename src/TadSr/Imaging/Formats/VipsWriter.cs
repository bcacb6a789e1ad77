using System.Runtime.ExceptionServices;
using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>Writes rows with libvips, which needs little memory of its own for all formats but WebP and AVIF.</summary>
internal static class VipsWriter
{
    private const double DefaultPixelsPerInch = 96, MillimetresPerInch = 25.4;
    private const int TransparentWhite = 255;
    private const long LargestClassicTiff = 3_900_000_000;

    // Everything but the EXIF block, which the library would rewrite: it drops what it does not know and adds what was not there.
    private const Enums.ForeignKeep Kept = Enums.ForeignKeep.Icc | Enums.ForeignKeep.Xmp | Enums.ForeignKeep.Iptc;

    /// <summary>Writes a picture.</summary>
    /// <param name="rows">Its samples, of a depth that the format holds.</param>
    /// <param name="metadata">What goes with them; EXIF is that of the output.</param>
    /// <param name="format">PNG, JPEG, WebP, TIFF or AVIF.</param>
    /// <param name="options">Quality and compression.</param>
    /// <param name="isLossless">For WebP and AVIF: whether every sample is kept.</param>
    /// <param name="target">Where the file goes.</param>
    /// <param name="cancellation">Stops the encoder.</param>
    /// <exception cref="VipsException">The encoder gives up.</exception>
    public static void Write(
        RowMemory rows, PictureMetadata metadata, PictureFormat format, PictureWriteOptions options, bool isLossless, Stream target, CancellationToken cancellation)
    {
        LibVips.Load();
        using var raw = Image.NewFromMemory(rows.Address, rows.Length, rows.Width, rows.Height, rows.Channels, rows.BitDepth == 16 ? Enums.BandFormat.Ushort : Enums.BandFormat.Uchar);
        var (horizontal, vertical) = metadata.PixelsPerInch ?? (DefaultPixelsPerInch, DefaultPixelsPerInch);
        using var meant = raw.Copy(interpretation: Meaning(rows), xres: horizontal / MillimetresPerInch, yres: vertical / MillimetresPerInch);
        using var image = meant.Mutate(image => Attach(image, metadata, format));
        using var stop = cancellation.Register(() => image.SetKill(true));
        switch (format)
        {
            case PictureFormat.Png:
                using (var stream = new PictureOutputStream(target, PngContainer.HeaderLength, PngContainer.Chunks(metadata)))
                    Save(stream, output => image.PngsaveTarget(output, compression: options.PngCompression, filter: Enums.ForeignPngFilter.Up, keep: Enums.ForeignKeep.None), cancellation);
                break;
            case PictureFormat.Jpeg:
                using (var stream = new PictureOutputStream(target, JpegContainer.StartLength, JpegContainer.Header(horizontal, vertical, metadata.Exif)))
                    SaveJpeg(image, rows.Channels is 2 or 4, options, stream, cancellation);
                break;
            case PictureFormat.WebP:
                SaveWebp(image, rows, metadata.Exif, options, isLossless, target, cancellation);
                break;
            case PictureFormat.Tiff:
                Save(target, output => image.TiffsaveTarget(
                    output, compression: Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal, level: options.PngCompression, resunit: Enums.ForeignTiffResunit.Inch, bigtiff: rows.Length > LargestClassicTiff, keep: Kept), cancellation);
                break;
            default:
                Save(target, output => image.HeifsaveTarget(
                    output, q: options.Quality, bitdepth: rows.BitDepth == 16 ? 12 : 8, lossless: isLossless, compression: Enums.ForeignHeifCompression.Av1, effort: 2, subsampleMode: Enums.ForeignSubsample.Auto, keep: Kept | Enums.ForeignKeep.Exif), cancellation);
                break;
        }
    }

    private static void SaveJpeg(Image image, bool hasAlpha, PictureWriteOptions options, Stream target, CancellationToken cancellation)
    {
        using var opaque = hasAlpha ? image.Flatten(background: [TransparentWhite]) : image.Copy();
        Save(target, output => opaque.JpegsaveTarget(output, q: options.Quality, subsampleMode: options.Quality >= 90 ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On, keep: Kept), cancellation);
    }

    // Comes in one piece from its encoder, so that nothing is lost by holding it.
    private static void SaveWebp(Image image, RowMemory rows, byte[]? exif, PictureWriteOptions options, bool isLossless, Stream target, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        Save(memory, output => image.WebpsaveTarget(output, q: isLossless ? 50 : options.Quality, lossless: isLossless, exact: isLossless, effort: isLossless ? 0 : 4, keep: Kept), cancellation);
        var file = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        target.Write(exif is null ? file : WebpContainer.WithExif(file, exif, rows.Width, rows.Height));
    }

    private static void Save(Stream stream, Action<Target> save, CancellationToken cancellation)
    {
        using var target = new StreamTarget(stream, cancellation);
        try
        {
            save(target);
        }
        catch (VipsException)
        {
            cancellation.ThrowIfCancellationRequested();
            if (target.Error is { } error)
                ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }

    private static Enums.Interpretation Meaning(RowMemory rows) => (rows.Channels > 2, rows.BitDepth == 16) switch
    {
        (true, true) => Enums.Interpretation.Rgb16,
        (true, false) => Enums.Interpretation.Srgb,
        (false, true) => Enums.Interpretation.Grey16,
        (false, false) => Enums.Interpretation.Bw,
    };

    private static void Attach(MutableImage image, PictureMetadata metadata, PictureFormat format)
    {
        image.Set(GValue.GStrType, "resolution-unit", "in");
        if (metadata.Icc is { } icc)
            image.Set(GValue.BlobType, "icc-profile-data", icc);
        if (metadata.Xmp is { } xmp)
            image.Set(GValue.BlobType, "xmp-data", xmp);
        if (metadata.Iptc is { } iptc)
            image.Set(GValue.BlobType, "iptc-data", format == PictureFormat.Jpeg ? IptcBlock.WrapForJpeg(iptc) : IptcBlock.PadForTiff(iptc));
        if (metadata.Exif is { } exif && format == PictureFormat.Avif)
            image.Set(GValue.BlobType, "exif-data", exif);
    }
}
