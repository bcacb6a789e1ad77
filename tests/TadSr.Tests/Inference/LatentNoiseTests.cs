using TadSr.Inference;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class LatentNoiseTests
{
    [Fact]
    public void Noise_of_a_window_is_the_part_of_the_whole()
    {
        var noise = new LatentNoise(3);
        var whole = new float[6 * 20 * 30];
        noise.Fill(6, 0, 0, 20, 30, whole);
        var window = new float[6 * 5 * 7];
        noise.Fill(6, 11, 13, 5, 7, window);
        for (var c = 0; c < 6; c++)
        {
            for (var y = 0; y < 5; y++)
            {
                for (var x = 0; x < 7; x++)
                    Assert.Equal(whole[(c * 20 + y + 11) * 30 + x + 13], window[(c * 5 + y) * 7 + x]);
            }
        }
    }

    [Fact]
    public void Noise_is_normal_and_differs_between_seeds_and_channels()
    {
        var a = new float[8 * 64 * 64];
        new LatentNoise(1).Fill(8, 0, 0, 64, 64, a);
        Assert.Equal(0, a.Average(), 0.02f);
        Assert.Equal(1, a.Select(v => v * v).Average(), 0.03f);
        var b = new float[a.Length];
        new LatentNoise(2).Fill(8, 0, 0, 64, 64, b);
        Assert.Equal(0, a.Zip(b, (x, y) => x * y).Average(), 0.02f);
        for (var c = 1; c < 8; c++)
            Assert.Equal(0, a[..4096].Zip(a[(c * 4096)..((c + 1) * 4096)], (x, y) => x * y).Average(), 0.08f);
    }
}
