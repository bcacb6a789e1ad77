using TadSr.Imaging;
using TadSr.Inference;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class ColorFixTests
{
    [Theory]
    [InlineData(30, 20)]
    [InlineData(3, 1)]
    [InlineData(1, 1)]
    public void Correction_restores_the_mean_of_each_channel_and_stays_smooth(int width, int height)
    {
        var random = new Random(1);
        var input = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, width * height).Select(_ => random.NextSingle()).ToArray()).ToArray();
        var means = input.Select(plane => plane.Average()).ToArray();
        var output = input.Select((plane, c) => Enlarged(plane, width, height).Select(v => v + 0.05f * (c + 1)).ToArray()).ToArray();

        var fix = new ColorFix((y, channel, target) => input[channel].AsSpan(y * width, width).CopyTo(target), width, height, 4);
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < height * 4; y++)
                fix.Report(y, c, 0, output[c].AsSpan(y * width * 4, width * 4));
        }
        var row = new float[width * 4];
        var sums = new double[3];
        var rows = new List<int>();
        for (var done = 1; done <= height * 4; done++)
        {
            fix.Complete(done, y =>
            {
                rows.Add(y);
                for (var c = 0; c < 3; c++)
                {
                    fix.CorrectionRow(y, c, row);
                    Assert.All(row, v => Assert.Equal(-0.05f * (c + 1), v, 1e-4f));
                    sums[c] += output[c].AsSpan(y * width * 4, width * 4).ToArray().Sum() + row.Sum();
                }
            });
        }
        Assert.Equal(Enumerable.Range(0, height * 4), rows);
        for (var c = 0; c < 3; c++)
            Assert.Equal(means[c], sums[c] / (width * height * 16), 1e-4);
    }

    [Theory]
    [InlineData(37, 90, 16)]
    [InlineData(9, 16, 5)]
    [InlineData(5, 15, 60)]
    [InlineData(1, 2, 3)]
    public void Correction_in_bands_is_that_of_the_whole_picture_bit_by_bit(int width, int height, int rowsAtOnce)
    {
        const int Scale = 3;
        var random = new Random(2);
        float[][] Draw(int count) => [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray())];
        var (input, output) = (Draw(width * height), Draw(width * height * Scale * Scale));
        var expected = input.Select((plane, c) => Smoothed(plane, output[c], width, height, Scale)).ToArray();
        var fix = new ColorFix((y, channel, target) => input[channel].AsSpan(y * width, width).CopyTo(target), width, height, Scale);
        var row = new float[width * Scale];
        for (var top = 0; top < height * Scale; top += rowsAtOnce)
        {
            var end = Math.Min(top + rowsAtOnce, height * Scale);
            for (var left = 0; left < width * Scale; left += 4 * Scale)
            {
                for (var y = top; y < end; y++)
                {
                    for (var c = 0; c < 3; c++)
                        fix.Report(y, c, left, output[c].AsSpan(y * width * Scale + left, Math.Min(4 * Scale, width * Scale - left)));
                }
            }
            fix.Complete(end, y =>
            {
                for (var c = 0; c < 3; c++)
                {
                    fix.CorrectionRow(y, c, row);
                    Assert.Equal(Interpolated(expected[c], y, width, height, Scale), row);
                }
            });
        }
    }

    [Fact]
    public void Correction_leaves_fine_differences_to_the_network()
    {
        const int Size = 64;
        var checks = Enumerable.Range(0, Size * Size).Select(i => ((i % Size) + (i / Size)) % 2 == 0 ? 0.2f : -0.2f).ToArray();
        var fix = new ColorFix((y, _, target) => checks.AsSpan(y * Size, Size).CopyTo(target), Size, Size, 4);
        var row = new float[Size * 4];
        fix.Complete(Size * 4, y =>
        {
            fix.CorrectionRow(y, 0, row);
            if (y == 100)
                Assert.All(row, v => Assert.Equal(0, v, 1e-3f));
        });
        Assert.Contains(row, v => v != 0);
    }

    private static float[] Enlarged(float[] plane, int width, int height)
        => [.. Enumerable.Range(0, width * height * 16).Select(i => plane[i / (width * 4) / 4 * width + i % (width * 4) / 4])];

    // Three passes over the whole difference, rows and columns in turn.
    private static float[] Smoothed(float[] input, float[] output, int width, int height, int scale)
    {
        var plane = (float[])input.Clone();
        for (var y = 0; y < height * scale; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sum = 0f;
                for (var i = 0; i < scale; i++)
                    sum += output[y * width * scale + x * scale + i];
                plane[y / scale * width + x] -= sum * (1f / (scale * scale));
            }
        }
        for (var pass = 0; pass < 3; pass++)
        {
            for (var y = 0; y < height; y++)
                Box(plane, y * width, 1, width);
            for (var x = 0; x < width; x++)
                Box(plane, x, width, height);
        }
        return plane;
    }

    private static void Box(float[] plane, int start, int step, int length)
    {
        var line = Enumerable.Range(0, length).Select(i => plane[start + i * step]).ToArray();
        double sum = 0;
        for (var i = -7; i <= 7; i++)
            sum += line[Reflection.EdgeRepeated(i, length)];
        for (var i = 0; i < length; i++)
        {
            plane[start + i * step] = (float)(sum / 15);
            sum += line[Reflection.EdgeRepeated(i + 8, length)] - line[Reflection.EdgeRepeated(i - 7, length)];
        }
    }

    private static float[] Interpolated(float[] plane, int y, int width, int height, int scale)
    {
        var (top, bottom, down) = Between(y, height, scale);
        return [.. Enumerable.Range(0, width * scale).Select(x =>
        {
            var (left, right, across) = Between(x, width, scale);
            var upper = plane[top * width + left] + (plane[top * width + right] - plane[top * width + left]) * across;
            var lower = plane[bottom * width + left] + (plane[bottom * width + right] - plane[bottom * width + left]) * across;
            return upper + (lower - upper) * down;
        })];
    }

    private static (int First, int Second, float Weight) Between(int position, int length, int scale)
    {
        var center = Math.Clamp((position + 0.5f) / scale - 0.5f, 0, length - 1);
        return ((int)center, Math.Min((int)center + 1, length - 1), center - (int)center);
    }
}
