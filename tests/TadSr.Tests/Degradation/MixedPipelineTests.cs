using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class MixedPipelineTests
{
    private static readonly DegradationConfig Config = new()
    {
        Kinds =
        [
            new DamageKindConfig { Name = "clean", Share = 3, Clean = true },
            new DamageKindConfig { Name = "harsh", Share = 1, Guide = "strong" },
        ],
    };

    [Fact]
    public void Kinds_are_drawn_by_their_shares_and_bring_their_guide()
    {
        var (pipeline, truth) = (new MixedPipeline(Config, 4), Noise(3, 32, 32));
        var clean = Resize.ToSize(truth, 8, 8, ResizeMode.AntialiasedBicubic);
        var guided = 0;
        for (ulong k = 0; k < 400; k++)
        {
            var (lq, hq, guide) = pipeline.Apply(truth, new CounterRandom(1, k), new CounterRandom(2, k));
            Assert.Same(truth, hq);
            Assert.Equal(guide is null, lq.Values.SequenceEqual(RealEsrganPipeline.Quantise(clean).Values));
            guided += guide == "strong" ? 1 : 0;
        }
        Assert.InRange(guided, 75, 125);
    }

    [Fact]
    public void Configuration_with_kinds_is_a_mixture_and_one_without_is_none()
    {
        Assert.IsType<MixedPipeline>(PairDegradation.Of(Config, 4));
        Assert.IsType<RealEsrganPipeline>(PairDegradation.Of(new DegradationConfig(), 4));
    }

    [Fact]
    public void Noise_of_the_night_is_fine_in_luma_and_soft_in_chroma()
    {
        const int Side = 256;
        var normals = new float[3 * Side * Side];
        new CounterRandom(5, 1).FillNormal(normals);
        ChromaNoise.Colour(normals, Side, Side);
        var (luma, cb) = (new double[Side * Side], new double[Side * Side]);
        for (var i = 0; i < luma.Length; i++)
        {
            var (r, g, b) = (normals[i], normals[luma.Length + i], normals[2 * luma.Length + i]);
            luma[i] = 0.299 * r + 0.587 * g + 0.114 * b;
            cb[i] = (b - luma[i]) / 1.772;
        }
        Assert.InRange(Deviation(luma), 0.98, 1.02);
        Assert.InRange(Deviation(cb), 0.8 * 0.26, 0.8 * 0.3);   // a blur of sigma 1 leaves 0.28 of white noise
        Assert.InRange(Neighbours(luma), -0.02, 0.02);
        Assert.InRange(Neighbours(cb), 0.7, 0.85);

        static double Deviation(double[] values) => Math.Sqrt(values.Average(v => v * v));

        static double Neighbours(double[] values)
        {
            var sum = 0.0;
            for (var i = 1; i < values.Length; i++)
                sum += values[i] * values[i - 1];
            return sum / values.Length / values.Average(v => v * v);
        }
    }

    [Fact]
    public void Sharpened_picture_has_steeper_edges_and_the_same_mean()
    {
        var truth = Noise(3, 64, 64);
        var config = new DegradationConfig { First = new() { Probability = 0 }, Second = new() { Probability = 0 } };
        var plan = new DegradationPlan { FinalMode = ResizeMode.Area, ResizeFirst = true };
        var pipeline = new RealEsrganPipeline(config);
        var (plain, sharp) = (pipeline.Degrade(truth, plan), pipeline.Degrade(truth, plan with { Sharpening = 1 }));
        Assert.True(Roughness(sharp) > 1.3 * Roughness(plain));
        Assert.Equal(plain.Values.Average(), sharp.Values.Average(), 0.01);

        static double Roughness(Planes<float> image) => image.Values.Zip(image.Values.Skip(1), (a, b) => Math.Abs(a - b)).Average();
    }

    private static Planes<float> Noise(int channels, int height, int width)
    {
        var planes = new Planes<float>(channels, height, width);
        var random = new CounterRandom(7, 7);
        for (var i = 0; i < planes.Values.Length; i++)
            planes.Values[i] = (float)(0.25 + 0.5 * random.NextDouble());
        return planes;
    }
}
