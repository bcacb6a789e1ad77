using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>JPEG by a real codec, 4:2:0, as the face recipe uses it: pixels are rounded to 8 bits before and after.</summary>
internal static class CodecJpeg
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
        var samples = new byte[3 * plane];
        for (var i = 0; i < plane; i++)
            (samples[3 * i], samples[3 * i + 1], samples[3 * i + 2]) = (levels[i], levels[plane + i], levels[2 * plane + i]);
        return JpegCodec.RoundTrip(new RgbPicture(image.Width, image.Height, samples), quality).Cut(0, 0, image.Height, image.Width);
    }
}
