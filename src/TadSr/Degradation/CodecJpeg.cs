using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>JPEG by a real codec, 4:2:0, as the face recipe uses it: pixels are rounded to 8 bits before and after.</summary>
public static class CodecJpeg
{
    /// <summary>Compresses and decompresses.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1]; left as it is.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>(3, H, W), 8-bit levels in [0, 1].</returns>
    public static Planes<float> Apply(Planes<float> image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        var levels = PoissonNoise.Levels(image);
        var plane = image.Height * image.Width;
        var pixels = new Rgb24[plane];
        for (var i = 0; i < plane; i++)
            pixels[i] = new Rgb24(levels[i], levels[plane + i], levels[2 * plane + i]);
        using var picture = Image.LoadPixelData(pixels, image.Width, image.Height);
        using var file = new MemoryStream();
        picture.SaveAsJpeg(file, new JpegEncoder { Quality = quality, ColorType = JpegColorType.YCbCrRatio420 });
        file.Position = 0;
        using var decoded = Image.Load<Rgb24>(file);
        decoded.CopyPixelDataTo(pixels);
        var result = new Planes<float>(3, image.Height, image.Width);
        for (var i = 0; i < plane; i++)
            (result.Values[i], result.Values[plane + i], result.Values[2 * plane + i]) = (pixels[i].R / 255f, pixels[i].G / 255f, pixels[i].B / 255f);
        return result;
    }
}
