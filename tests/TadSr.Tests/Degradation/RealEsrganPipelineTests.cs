using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class RealEsrganPipelineTests
{
    [Theory]
    [InlineData(64, 64)]
    [InlineData(96, 40)]
    [InlineData(4, 8)]
    public void Any_plan_gives_eight_bit_levels_of_the_reduced_size_and_leaves_the_truth_alone(int height, int width)
    {
        var truth = Photo(height, width);
        var before = truth.Clone();
        foreach (var config in new[] { new DegradationConfig(), LiteDegradation.Config, new DegradationConfig { UseSharp = true } })
        {
            var pipeline = new RealEsrganPipeline(config);
            for (ulong k = 0; k < 60; k++)
            {
                var (lq, hq, _) = pipeline.Apply(truth, new CounterRandom(1, k), new CounterRandom(2, k));
                Assert.Equal((3, height / 4, width / 4), (lq.Channels, lq.Height, lq.Width));
                Assert.Equal((height, width), (hq.Height, hq.Width));
                Assert.Equal(lq.Values.Select(v => Math.Clamp(MathF.Round(v * 255), 0, 255) / 255), lq.Values);
            }
        }

        Assert.Equal(before.Values, truth.Values);
    }

    [Fact]
    public void Equal_plans_give_equal_pixels_on_any_thread()
    {
        var truth = Photo(64, 64);
        var pipeline = new RealEsrganPipeline(new DegradationConfig());
        var expected = Enumerable.Range(0, 24).Select(k => Run(new RealEsrganPipeline(new DegradationConfig()), k)).ToArray();
        var actual = new float[24][];
        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, k => actual[k] = Run(pipeline, k));
        for (var k = 0; k < 24; k++)
            Assert.Equal(expected[k], actual[k]);

        float[] Run(RealEsrganPipeline own, int k) => own.Apply(truth, new CounterRandom(1, (ulong)k), new CounterRandom(2, (ulong)k)).Lq.Values;
    }

    [Fact]
    public void Poisson_draws_have_the_mean_and_variance_of_their_rate()
    {
        const int draws = 40_000;
        foreach (var (level, peak) in new[] { (0, 256), (1, 256), (7, 64), (128, 8), (130, 256), (255, 256), (255, 1) })
        {
            var (levels, counts) = (new byte[draws], new float[draws]);
            Array.Fill(levels, (byte)level);
            new PoissonTable(peak).Draw(new CounterRandom(3, (ulong)level), levels, counts);
            var rate = level / 255.0 * peak;
            var mean = counts.Average(c => (double)c);
            var variance = counts.Average(c => (c - rate) * (c - rate));
            Assert.True(Math.Abs(mean - rate) <= 4 * Math.Sqrt(rate / draws), $"mean {mean} of rate {rate}");
            Assert.True(Math.Abs(variance - rate) <= 4 * Math.Sqrt((2 * rate * rate + rate) / draws), $"variance {variance} of rate {rate}");
            Assert.Equal(counts.Select(MathF.Floor), counts);
        }
    }

    [Fact]
    public void Filter_gives_the_same_at_any_width_and_with_or_without_factors()
    {
        var kernel = Kernels.Bivariate(KernelShape.Gaussian, 9, 1.7, 1.7, 0);
        Assert.NotNull(kernel.Factors());
        Assert.Null(Kernels.Bivariate(KernelShape.Gaussian, 9, 1.7, 0.6, 0.3).Factors());
        Assert.Equal(7, Kernels.Sinc(7, 2).PadTo(21).Trimmed().Size);
        foreach (var (height, width) in new[] { (1, 1), (2, 3), (5, 70), (33, 41) })
        {
            var image = Photo(height, width);
            var expected = Direct(image, kernel);
            GoldenPlanes.Near<float>(expected, Filter2D.Apply(image, kernel).Values, 1e-6, $"{height} x {width}");
            GoldenPlanes.Near<float>(expected, Filter2D.Apply(image, kernel.PadTo(21)).Values, 1e-6, $"{height} x {width} padded");
        }

        static float[] Direct(Planes<float> image, BlurKernel kernel)
        {
            var result = new float[image.Values.Length];
            for (var i = 0; i < result.Length; i++)
            {
                var (c, y, x) = (i / (image.Height * image.Width), i / image.Width % image.Height, i % image.Width);
                var sum = 0.0;
                for (var v = -4; v <= 4; v++)
                {
                    for (var u = -4; u <= 4; u++)
                        sum += kernel[v + 4, u + 4] * image.Row(c, Mirror(y + v, image.Height))[Mirror(x + u, image.Width)];
                }

                result[i] = (float)sum;
            }

            return result;
        }

        static int Mirror(int index, int length)
        {
            while (length > 1 && (uint)index >= (uint)length)
                index = index < 0 ? -index : 2 * (length - 1) - index;
            return length == 1 ? 0 : index;
        }
    }

    private static Planes<float> Photo(int height, int width)
    {
        var image = new Planes<float>(3, height, width);
        var random = new CounterRandom(8, (ulong)(height * 1000 + width));
        for (var i = 0; i < image.Values.Length; i++)
            image.Values[i] = (float)random.NextDouble();
        return image;
    }
}
