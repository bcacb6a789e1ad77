using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace TadSr.Imaging;

/// <summary>Gives JPEGs with halved chroma the smooth chroma that other decoders give (libjpeg's triangle filter).
/// The decoder repeats each chroma sample, which leaves coloured steps that an upscaler would draw as edges.</summary>
internal static class ChromaUpsampling
{
    /// <summary>Smooths in place.</summary>
    /// <param name="image">As decoded, before orientation is applied.</param>
    /// <param name="rows">Pixel rows that share a chroma sample: 2 for 4:2:0, 1 for 4:2:2. Always two columns do.</param>
    public static void Smooth(Image<Rgb24> image, int rows)
    {
        var (width, height) = ((image.Width + 1) / 2, (image.Height + rows - 1) / rows);
        var blue = new float[width * height];
        var red = new float[width * height];
        image.ProcessPixelRows(pixels =>
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                    (blue[y * width + x], red[y * width + x]) = Chroma(pixels, x * 2, y * rows, rows);
            }
            var (smoothBlue, smoothRed) = (new float[pixels.Width], new float[pixels.Width]);
            for (var y = 0; y < pixels.Height; y++)
            {
                Upsample(blue, width, height, y, rows, smoothBlue);
                Upsample(red, width, height, y, rows, smoothRed);
                var row = pixels.GetRowSpan(y);
                for (var x = 0; x < row.Length; x++)
                {
                    var block = y / rows * width + x / 2;
                    var luma = Luma(row[x], blue[block], red[block]);
                    row[x] = ToRgb(luma, smoothBlue[x], smoothRed[x]);
                }
            }
        });
    }

    private static (float Blue, float Red) Chroma(PixelAccessor<Rgb24> pixels, int left, int top, int rows)
    {
        // Clipped samples do not tell the chroma that was stored; they count only where a block has no others.
        Span<float> sums = stackalloc float[6];
        sums.Clear();
        for (var y = top; y < Math.Min(top + rows, pixels.Height); y++)
        {
            var row = pixels.GetRowSpan(y);
            for (var x = left; x < Math.Min(left + 2, row.Length); x++)
            {
                var p = row[x];
                var at = IsInside(p.R) && IsInside(p.G) && IsInside(p.B) ? 0 : 3;
                sums[at] += -0.168736f * p.R - 0.331264f * p.G + 0.5f * p.B;
                sums[at + 1] += 0.5f * p.R - 0.418688f * p.G - 0.081312f * p.B;
                sums[at + 2]++;
            }
        }
        var kind = sums[2] > 0 ? 0 : 3;
        return (sums[kind] / sums[kind + 2], sums[kind + 1] / sums[kind + 2]);
    }

    private static float Luma(Rgb24 p, float blue, float red)
    {
        if (IsInside(p.G))
            return p.G + 0.344136f * blue + 0.714136f * red;
        if (IsInside(p.R))
            return p.R - 1.402f * red;
        return IsInside(p.B) ? p.B - 1.772f * blue : 0.299f * p.R + 0.587f * p.G + 0.114f * p.B;
    }

    // The nearer chroma sample weighs 3/4, the farther 1/4, in each direction that is halved; edges repeat.
    private static void Upsample(float[] chroma, int width, int height, int y, int rows, float[] target)
    {
        var near = y / rows;
        var far = rows == 1 ? near : Math.Clamp(near + (y % 2 == 0 ? -1 : 1), 0, height - 1);
        for (var x = 0; x < target.Length; x++)
        {
            var nearX = x / 2;
            var farX = Math.Clamp(nearX + (x % 2 == 0 ? -1 : 1), 0, width - 1);
            target[x] = 0.75f * Vertical(nearX) + 0.25f * Vertical(farX);
        }

        float Vertical(int column) => 0.75f * chroma[near * width + column] + 0.25f * chroma[far * width + column];
    }

    private static Rgb24 ToRgb(float luma, float blue, float red)
        => new(Round(luma + 1.402f * red), Round(luma - 0.344136f * blue - 0.714136f * red), Round(luma + 1.772f * blue));

    private static byte Round(float value) => (byte)(Math.Clamp(value, 0, 255) + 0.5f);

    private static bool IsInside(byte sample) => sample is > 0 and < 255;
}
