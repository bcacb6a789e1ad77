using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Png.Chunks;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Icc;
using SixLabors.ImageSharp.Metadata.Profiles.Iptc;
using SixLabors.ImageSharp.Metadata.Profiles.Xmp;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>Encodes samples as PNG, JPEG or WebP with the metadata that the format can hold.</summary>
internal static class PictureEncoder
{
    /// <summary>Encodes.</summary>
    /// <returns>One line for each loss: alpha, depth, a profile that does not fit.</returns>
    public static IReadOnlyList<string> Encode(
        Decoders configuration, Picture picture, PictureFormat format, PictureWriteOptions options, Stream target, CancellationToken cancellation)
    {
        var warnings = new List<string>();
        var pixels = picture.Pixels;
        if (format != PictureFormat.Png && pixels.BitDepth == 16)
        {
            warnings.Add($"{PictureFormats.Name(format)} has 8 bits a sample: the 16 bits are rounded (PNG keeps them)");
            pixels = pixels.ToEightBit();
        }
        if (format == PictureFormat.Jpeg && pixels.HasAlpha)
        {
            warnings.Add("JPEG has no transparency: transparent parts are laid on white (PNG keeps them)");
            pixels = OnWhite(pixels);
        }
        var metadata = options.StripMetadata ? PictureMetadata.None : picture.Metadata;
        if (metadata.Icc is { } profile && PictureDecoder.ColourSpace(profile) == "GRAY" && (pixels.ColourChannels == 3 || format == PictureFormat.WebP))
        {
            warnings.Add("the grey colour profile is left out: the output is RGB");
            metadata = metadata with { Icc = null };
        }

        using var image = pixels.Wrap(configuration);
        Apply(metadata, image, format);
        switch (format)
        {
            case PictureFormat.Png:
                var insert = metadata.Icc is { } icc ? PngContainer.ProfileChunk(icc) : [];
                using (var stream = new PictureOutputStream(target, PngContainer.HeaderLength, insert, cancellation))
                    image.Save(stream, Png(pixels, options));
                break;
            case PictureFormat.Jpeg:
                using (var stream = new PictureOutputStream(target, 0, [], cancellation))
                {
                    image.Save(stream, new JpegEncoder
                    {
                        Quality = options.Quality,
                        ColorType = pixels.ColourChannels == 1 ? JpegColorType.Luminance : options.Quality >= 90 ? JpegColorType.YCbCrRatio444 : JpegColorType.YCbCrRatio420,
                    });
                }
                break;
            default:
                WriteWebp(image, pixels, metadata.Icc, options, target);
                break;
        }
        return warnings;
    }

    private static PngEncoder Png(PixelBuffer pixels, PictureWriteOptions options) => new()
    {
        CompressionLevel = (PngCompressionLevel)options.PngCompression,
        FilterMethod = PngFilterMethod.Up,   // adaptive filtering costs more than it saves on photographs
        BitDepth = pixels.BitDepth == 8 ? PngBitDepth.Bit8 : PngBitDepth.Bit16,
        ColorType = pixels.Channels switch
        {
            1 => PngColorType.Grayscale,
            2 => PngColorType.GrayscaleWithAlpha,
            3 => PngColorType.Rgb,
            _ => PngColorType.RgbWithAlpha,
        },
    };

    private static void WriteWebp(Image image, PixelBuffer pixels, byte[]? icc, PictureWriteOptions options, Stream target)
    {
        // Lossy WebP turns exact grey into grey with a tint of one level.
        var lossless = options.Quality == 100 || pixels.IsGrey();
        using var memory = new MemoryStream();
        image.Save(memory, new WebpEncoder
        {
            FileFormat = lossless ? WebpFileFormatType.Lossless : WebpFileFormatType.Lossy,
            Quality = lossless ? 50 : options.Quality,
            Method = lossless ? WebpEncodingMethod.Fastest : WebpEncodingMethod.Default,
        });
        var file = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        target.Write(icc is null ? file : WebpContainer.WithIcc(file, icc, pixels.Width, pixels.Height));
    }

    private static void Apply(PictureMetadata metadata, Image image, PictureFormat format)
    {
        var target = image.Metadata;
        if (metadata.Exif is { } exif)
            target.ExifProfile = ExifUpdate.ForOutput(exif, image.Width, image.Height);
        if (metadata.Xmp is { } xmp)
            target.XmpProfile = new XmpProfile(xmp);
        if (metadata.Icc is { } icc && format == PictureFormat.Jpeg)
            target.IccProfile = new IccProfile(icc);
        if (metadata.Iptc is { } iptc)
            target.IptcProfile = new IptcProfile(iptc);
        if (metadata.PixelsPerInch is var (horizontal, vertical))
        {
            target.ResolutionUnits = PixelResolutionUnit.PixelsPerInch;
            (target.HorizontalResolution, target.VerticalResolution) = (horizontal, vertical);
        }
        if (format == PictureFormat.Png)
        {
            foreach (var (keyword, value) in metadata.Text)
                target.GetPngMetadata().TextData.Add(new PngTextData(keyword, value, "", ""));
        }
    }

    private static PixelBuffer OnWhite(PixelBuffer pixels)
    {
        var colours = pixels.ColourChannels;
        var result = new PixelBuffer(pixels.Width, pixels.Height, colours);
        for (var y = 0; y < pixels.Height; y++)
        {
            var from = pixels.Row(y);
            var to = result.Row(y);
            for (var x = 0; x < pixels.Width; x++)
            {
                var alpha = from[x * (colours + 1) + colours];
                for (var c = 0; c < colours; c++)
                    to[x * colours + c] = (byte)((from[x * (colours + 1) + c] * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
        return result;
    }
}
