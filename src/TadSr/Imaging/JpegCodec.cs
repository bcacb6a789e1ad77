using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace TadSr.Imaging;

/// <summary>A real JPEG codec in memory.</summary>
internal static class JpegCodec
{
    /// <summary>Compresses with halved chroma (4:2:0) and decompresses.</summary>
    /// <param name="picture">The picture; left as it is.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>What a reader of the file sees.</returns>
    public static RgbPicture RoundTrip(RgbPicture picture, int quality) => PictureLibrary.Call(() =>
    {
        using var image = Image.LoadPixelData<Rgb24>(PictureLibrary.Settings, picture.Samples, picture.Width, picture.Height);
        using var file = new MemoryStream();
        image.SaveAsJpeg(file, new JpegEncoder { Quality = quality, ColorType = JpegColorType.YCbCrRatio420 });
        file.Position = 0;
        using var decoded = Image.Load<Rgb24>(PictureLibrary.Settings, file);
        var samples = new byte[picture.Samples.Length];
        decoded.CopyPixelDataTo(samples);
        return new RgbPicture(picture.Width, picture.Height, samples);
    });
}
