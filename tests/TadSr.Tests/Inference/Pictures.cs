using TadSr.Imaging;

namespace TadSr.Tests.Inference;

/// <summary>Pictures for tests.</summary>
internal static class Pictures
{
    /// <summary>A smooth coloured pattern with some noise.</summary>
    public static PixelBuffer Pattern(int width, int height, int channels = 3, int bitDepth = 8)
    {
        var pixels = new PixelBuffer(width, height, channels, bitDepth);
        var random = new Random(7);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    var value = 0.5 + 0.3 * Math.Sin(x * 0.31 + c) * Math.Cos(y * 0.23 - c) + 0.05 * random.NextDouble();
                    pixels[x, y, c] = (int)(value * pixels.MaxValue);
                }
            }
        }
        return pixels;
    }

    /// <summary>Mean of one channel, 0 to the largest sample.</summary>
    public static double Mean(PixelBuffer pixels, int channel)
    {
        double sum = 0;
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 0; x < pixels.Width; x++)
                sum += pixels[x, y, channel];
        }
        return sum / pixels.Width / pixels.Height;
    }
}
