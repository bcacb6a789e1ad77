using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>Turns the bytes of a checked file into upright samples, and keeps depth, grey and alpha as they are.</summary>
internal static class PictureDecoder
{
    /// <summary>Decodes.</summary>
    /// <param name="configuration">ImageSharp's settings.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="info">Its header.</param>
    /// <param name="metadata">What the container code found; the decoder adds the rest.</param>
    /// <param name="warnings">Gets one line for each loss or conversion.</param>
    public static Picture Decode(Decoders configuration, byte[] file, PictureInfo info, PictureMetadata metadata, List<string> warnings)
    {
        using var header = new MemoryStream(file);
        var identified = Image.Identify(configuration, header) ?? throw new InvalidImageContentException("no size in the header");
        var layout = Layout.Of(identified, info.Format);
        using Image image = layout switch
        {
            { Deep: true } => Load<Rgba64>(configuration, file, info.Format),
            { Alpha: not AlphaChannel.None } => Load<Rgba32>(configuration, file, info.Format),
            _ => Load<Rgb24>(configuration, file, info.Format),
        };
        if (info.Format == PictureFormat.Jpeg && image.Metadata.GetJpegMetadata().ColorType is JpegColorType.Cmyk)
            warnings.Add("CMYK is converted to RGB without colour management; colours may differ from print");
        if (info.Format == PictureFormat.Jpeg && image is Image<Rgb24> halved && ChromaRows(image) is > 0 and var rows)
            ChromaUpsampling.Smooth(halved, rows);
        metadata = WithProfiles(metadata, image, warnings);
        TurnUpright(image);
        var pixels = image switch
        {
            Image<Rgba64> deep => Copy<Rgba64, ushort>(deep, 4, layout, 16),
            Image<Rgba32> withAlpha => Copy<Rgba32, byte>(withAlpha, 4, layout, 8),
            _ => Copy<Rgb24, byte>((Image<Rgb24>)image, 3, layout, 8),
        };
        return new Picture(pixels, info.Format, metadata, warnings);
    }

    private static void TurnUpright(Image image)
    {
        // A TIFF's orientation comes with its frame, where AutoOrient does not look.
        if (image.Frames.RootFrame.Metadata.ExifProfile?.GetValue(ExifTag.Orientation) is { } orientation)
            (image.Metadata.ExifProfile ??= new ExifProfile()).SetValue(ExifTag.Orientation, orientation.Value);
        image.Mutate(x => x.AutoOrient());
    }

    private static int ChromaRows(Image image) => image.Metadata.GetJpegMetadata().ColorType switch
    {
        JpegColorType.YCbCrRatio420 => 2,
        JpegColorType.YCbCrRatio422 => 1,
        _ => 0,
    };

    private static Image<T> Load<T>(Decoders configuration, byte[] file, PictureFormat format)
        where T : unmanaged, IPixel<T>
    {
        using var stream = new MemoryStream(file);
        return format switch
        {
            PictureFormat.Gif => Image.Load<T>(configuration, stream, new GifDecoder { DecodingMode = FrameDecodingMode.First }),
            PictureFormat.Tiff => Image.Load<T>(configuration, stream, new TiffDecoder { DecodingMode = FrameDecodingMode.First }),
            _ => Image.Load<T>(configuration, stream),
        };
    }

    private static PictureMetadata WithProfiles(PictureMetadata metadata, Image image, List<string> warnings)
    {
        var found = image.Metadata;
        var frame = image.Frames.RootFrame.Metadata;
        var icc = metadata.Icc ?? found.IccProfile?.ToByteArray() ?? frame.IccProfile?.ToByteArray();
        if (icc is not null && ColourSpace(icc) == "CMYK")
        {
            warnings.Add("the CMYK colour profile is left out: the samples are RGB now");
            icc = null;
        }
        return metadata with
        {
            Icc = icc,
            Exif = ReadExif(found.ExifProfile ?? frame.ExifProfile, warnings),
            Xmp = (found.XmpProfile ?? frame.XmpProfile)?.ToByteArray(),
            Iptc = Serialised(found.IptcProfile ?? frame.IptcProfile),
            PixelsPerInch = Resolution(found),
            Text = found.GetFormatMetadata(PngFormat.Instance).TextData.Select(t => KeyValuePair.Create(t.Keyword, t.Value)).ToArray(),
        };
    }

    /// <summary>The colour space signature in an ICC header, trimmed: RGB, GRAY, CMYK.</summary>
    internal static string ColourSpace(byte[] icc) => icc.Length < 20 ? "" : System.Text.Encoding.ASCII.GetString(icc, 16, 4).TrimEnd();

    private static byte[]? ReadExif(ExifProfile? profile, List<string> warnings)
    {
        if (profile is null)
            return null;
        try
        {
            if (profile.InvalidTags.Count > 0)
                warnings.Add($"{profile.InvalidTags.Count} damaged EXIF entries are left out");
            return profile.ToByteArray();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            warnings.Add("the EXIF block is damaged and left out");
            return null;
        }
    }

    private static byte[]? Serialised(SixLabors.ImageSharp.Metadata.Profiles.Iptc.IptcProfile? profile)
    {
        if (profile?.Data is { } data)
            return data;
        profile?.UpdateData();
        return profile?.Data;
    }

    private static (double Horizontal, double Vertical)? Resolution(ImageMetadata metadata)
    {
        var perInch = metadata.ResolutionUnits switch
        {
            PixelResolutionUnit.PixelsPerInch => 1.0,
            PixelResolutionUnit.PixelsPerCentimeter => 2.54,
            PixelResolutionUnit.PixelsPerMeter => 0.0254,
            _ => 0.0,
        };
        return perInch > 0 && metadata.HorizontalResolution > 0 && metadata.VerticalResolution > 0
            ? (metadata.HorizontalResolution * perInch, metadata.VerticalResolution * perInch)
            : null;
    }

    private static PixelBuffer Copy<TPixel, TSample>(Image<TPixel> image, int channels, Layout layout, int bitDepth)
        where TPixel : unmanaged, IPixel<TPixel>
        where TSample : unmanaged, IEquatable<TSample>
    {
        var hasAlpha = channels == 4 && (layout.Alpha == AlphaChannel.Always || (layout.Alpha == AlphaChannel.IfUsed && !IsOpaque<TPixel, TSample>(image)));
        int[] map = (layout.Grey, hasAlpha) switch
        {
            (true, false) => [0],
            (true, true) => [0, 3],
            (false, false) => [0, 1, 2],
            (false, true) => [0, 1, 2, 3],
        };
        var buffer = new PixelBuffer(image.Width, image.Height, map.Length, bitDepth);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var source = MemoryMarshal.Cast<TPixel, TSample>(rows.GetRowSpan(y));
                var target = MemoryMarshal.Cast<byte, TSample>(buffer.Row(y));
                if (map.Length == channels)
                {
                    source.CopyTo(target);
                    continue;
                }
                for (int from = 0, to = 0; to < target.Length; from += channels)
                {
                    foreach (var channel in map)
                        target[to++] = source[from + channel];
                }
            }
        });
        return buffer;
    }

    private static bool IsOpaque<TPixel, TSample>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
        where TSample : unmanaged, IEquatable<TSample>
    {
        var opaque = true;
        image.ProcessPixelRows(rows =>
        {
            Span<byte> full = [0xff, 0xff];
            var most = MemoryMarshal.Read<TSample>(full);
            for (var y = 0; y < rows.Height && opaque; y++)
            {
                var source = MemoryMarshal.Cast<TPixel, TSample>(rows.GetRowSpan(y));
                for (var i = 3; i < source.Length && opaque; i += 4)
                    opaque = source[i].Equals(most);
            }
        });
        return opaque;
    }

    private enum AlphaChannel
    {
        None,
        IfUsed,
        Always,
    }

    private readonly record struct Layout(bool Grey, AlphaChannel Alpha, bool Deep)
    {
        public static Layout Of(IImageInfo info, PictureFormat format)
        {
            var bits = info.PixelType.BitsPerPixel;
            switch (format)
            {
                case PictureFormat.Png:
                    var png = info.Metadata.GetPngMetadata();
                    var alpha = png.ColorType switch
                    {
                        PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha => AlphaChannel.Always,
                        _ => AlphaChannel.IfUsed,   // palette entries or one colour can be transparent
                    };
                    return new(png.ColorType is PngColorType.Grayscale or PngColorType.GrayscaleWithAlpha, alpha, png.BitDepth == PngBitDepth.Bit16);
                case PictureFormat.Jpeg:
                    return new(info.Metadata.GetJpegMetadata().ColorType == JpegColorType.Luminance, AlphaChannel.None, false);
                case PictureFormat.WebP:
                    return new(false, bits == 32 ? AlphaChannel.IfUsed : AlphaChannel.None, false);
                case PictureFormat.Pbm:
                    var pbm = info.Metadata.GetPbmMetadata();
                    return new(pbm.ColorType != PbmColorType.Rgb, AlphaChannel.None, pbm.ComponentType == PbmComponentType.Short);
                case PictureFormat.Tiff:
                    return new(false, bits is 32 or 64 ? AlphaChannel.IfUsed : AlphaChannel.None, bits is not (1 or 4 or 8 or 24 or 32));
                case PictureFormat.Gif:
                    return new(false, AlphaChannel.IfUsed, false);
                default:
                    return new(false, bits == 32 ? AlphaChannel.IfUsed : AlphaChannel.None, false);
            }
        }
    }
}
