using TadSr.Imaging;

namespace TadSr.Tests.Metrics;

/// <summary>Small pictures made by formulas.</summary>
internal static class TestPictures
{
    /// <summary>A picture whose sample at (x, y, channel) is the function's value, rounded and clipped.</summary>
    public static RgbPicture Make(int width, int height, Func<int, int, int, double> sample)
    {
        var samples = new byte[3 * width * height];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)Math.Clamp(Math.Round(sample(i / 3 % width, i / 3 / width, i % 3)), 0, 255);
        return new RgbPicture(width, height, samples);
    }

    /// <summary>Smooth waves, different in each channel.</summary>
    public static double Waves(int x, int y, int c) => 128 + 60 * Math.Sin(x / (7.0 + c)) + 50 * Math.Cos(y / (11.0 - c));

    /// <summary>A value in -1..1 that looks random and depends on nothing but its arguments.</summary>
    public static double Noise(int x, int y, int c)
    {
        var hash = unchecked((uint)(x * 73856093 ^ y * 19349663 ^ c * 83492791));
        hash ^= hash >> 13;
        hash *= 0x5bd1e995;
        hash ^= hash >> 15;
        hash *= 0x2c1b3c6d;
        hash ^= hash >> 12;
        return hash / (double)uint.MaxValue * 2 - 1;
    }

    /// <summary>Writes a picture as PNG.</summary>
    public static void Write(RgbPicture picture, string path)
    {
        var pixels = new PixelBuffer(picture.Width, picture.Height, 3);
        picture.Samples.CopyTo(pixels.Bytes);
        ImageFile.Write(new Picture(pixels), path);
    }
}
