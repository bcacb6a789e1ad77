using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using static TadSr.Tests.Degradation.GoldenPlanes;

namespace TadSr.Tests.Degradation;

public sealed class FacePipelineTests
{
    public static TheoryData<string> Cases => References.Cases("gfpgan_face");

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Kind", "Parity")]
    public void Every_stage_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var @case = file.Case;
        Near(Rgb("stage.blur"), Filter2D.Apply(Rgb("in.img_bgr_hwc"), file.Kernel("in.kernel")), 1e-5, "blur");
        Near(Rgb("stage.down"), FacePipeline.Reduce(Rgb("stage.blur"), @case.GetProperty("scale").GetDouble()), 2e-6, "down");

        var noisy = Rgb("stage.down");
        GaussianNoise.Add<float>(noisy, Rgb("draw.randn").Values, @case.GetProperty("sigma").GetDouble());
        Near(Rgb("stage.noise"), noisy, 2e-6, "noise");

        var reference = Rgb("stage.jpeg_libjpeg");
        var own = CodecJpeg.Apply(Rgb("stage.noise"), @case.GetProperty("jpeg_quality_used").GetInt32());
        var error = reference.Values.Zip(own.Values, (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.True(-10 * Math.Log10(error) >= 30, $"PSNR of the JPEG stage {-10 * Math.Log10(error):F1} dB");

        var large = Resize.ToSize(reference, 64, 64, ResizeMode.Bilinear);
        Near(Rgb("stage.up"), large, 2e-6, "up");
        Near<float>(file.Values<float>("stage.gray_if_drawn"), FacePipeline.Gray(Rgb("stage.up")).Plane(0), 2e-6, "gray");
        var signed = Array.ConvertAll(RealEsrganPipeline.Quantise(Rgb("stage.up")).Values, v => (v - 0.5f) / 0.5f);
        Near<float>(file.Values<float>("out.lq_rgb_chw"), signed, 2e-6, "lq");

        Planes<float> Rgb(string name)
        {
            var (shape, values) = (file.Shape(name), file.Values<float>(name));
            var result = new Planes<float>(3, shape[0], shape[1]);
            for (var i = 0; i < values.Length; i++)
                result.Plane(2 - i % 3)[i / 3] = values[i];
            return result;
        }
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Draws_have_the_shares_and_bounds_of_the_recipe()
    {
        const int count = 100_000;
        var plans = Enumerable.Range(0, count).Select(k => FacePlan.Draw(new FaceDegradationConfig(), new CounterRandom(5, (ulong)k))).ToArray();
        var isotropic = plans.Count(plan => ((KernelDraw)plan.Kernel).SigmaX == ((KernelDraw)plan.Kernel).SigmaY) / (double)count;
        Assert.InRange(isotropic, 0.5 - 0.0048, 0.5 + 0.0048);           // 3 sigma
        Assert.InRange(plans.Count(plan => plan.Gray), 1000 - 95, 1000 + 95);
        Assert.InRange(plans.Average(plan => plan.Downsample), 16.4 - 0.0855, 16.4 + 0.0855);
        Assert.Equal((30, 99), (plans.Min(plan => plan.Quality), plans.Max(plan => plan.Quality)));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Damaged_face_keeps_its_size_and_is_grey_with_its_truth_where_drawn()
    {
        var truth = new Planes<float>(3, 48, 40);
        var random = new CounterRandom(1, 2);
        for (var i = 0; i < truth.Values.Length; i++)
            truth.Values[i] = (float)random.NextDouble();
        var (lq, hq, _) = new FacePipeline(new FaceDegradationConfig { Gray = 1, GrayTruth = true }).Apply(truth, new CounterRandom(1, 0), new CounterRandom(2, 0));
        Assert.Equal((48, 40, 48, 40), (lq.Height, lq.Width, hq.Height, hq.Width));
        Assert.Equal(lq.Plane(0).ToArray(), lq.Plane(2).ToArray());
        Assert.Equal(hq.Plane(0).ToArray(), hq.Plane(1).ToArray());
        var again = new FacePipeline(new FaceDegradationConfig { Gray = 1, GrayTruth = true }).Apply(truth, new CounterRandom(1, 0), new CounterRandom(9, 9));
        Assert.Equal(lq.Values, again.Lq.Values);
    }
}
