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

        var fix = new ColorFix(input, width, height, 4);
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < height * 4; y++)
                fix.Report(y, c, output[c].AsSpan(y * width * 4, width * 4));
        }
        fix.Complete();
        var row = new float[width * 4];
        for (var c = 0; c < 3; c++)
        {
            double sum = 0;
            for (var y = 0; y < height * 4; y++)
            {
                fix.CorrectionRow(y, c, row);
                Assert.All(row, v => Assert.Equal(-0.05f * (c + 1), v, 1e-4f));
                sum += output[c].AsSpan(y * width * 4, width * 4).ToArray().Sum() + row.Sum();
            }
            Assert.Equal(means[c], sum / (width * height * 16), 1e-4);
        }
    }

    [Fact]
    public void Correction_leaves_fine_differences_to_the_network()
    {
        const int Size = 64;
        var checks = Enumerable.Range(0, Size * Size).Select(i => ((i % Size) + (i / Size)) % 2 == 0 ? 0.2f : -0.2f).ToArray();
        var fix = new ColorFix([checks, (float[])checks.Clone(), (float[])checks.Clone()], Size, Size, 4);
        fix.Complete();
        var row = new float[Size * 4];
        fix.CorrectionRow(100, 0, row);
        Assert.All(row, v => Assert.Equal(0, v, 1e-3f));
    }

    private static float[] Enlarged(float[] plane, int width, int height)
        => [.. Enumerable.Range(0, width * height * 16).Select(i => plane[i / (width * 4) / 4 * width + i % (width * 4) / 4])];
}
