using TadSr.Imaging;

namespace TadSr.Tests.Imaging;

/// <summary>How far two pictures lie apart.</summary>
internal static class PictureDifference
{
    /// <summary>Compares colours where they can be seen, as RGB whatever the channels, and alpha where the expected picture has one.</summary>
    /// <returns>The largest and the mean difference in levels of 8 bits.</returns>
    public static (int Largest, double Mean) Of(PixelBuffer expected, PixelBuffer actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        (expected, actual) = (expected.ToEightBit(), actual.ToEightBit());
        var (largest, sum, count) = (0, 0L, 0);
        for (var y = 0; y < expected.Height; y++)
        {
            for (var x = 0; x < expected.Width; x++)
            {
                var transparent = expected.HasAlpha && expected[x, y, expected.Channels - 1] == 0;
                for (var c = 0; c < 3; c++)
                {
                    var difference = transparent ? 0 : Math.Abs(Colour(expected, x, y, c) - Colour(actual, x, y, c));
                    (largest, sum, count) = (Math.Max(largest, difference), sum + difference, count + 1);
                }
                if (expected.HasAlpha)
                    Assert.Equal(expected[x, y, expected.Channels - 1], actual[x, y, actual.Channels - 1]);
            }
        }
        return (largest, (double)sum / count);
    }

    private static int Colour(PixelBuffer pixels, int x, int y, int channel) => pixels[x, y, pixels.ColourChannels == 1 ? 0 : channel];
}
