using System.Text.Json;
using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Tests.Parity;
using static TadSr.Tests.Degradation.GoldenPlanes;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Parity")]
public sealed class PipelineParityTests
{
    private const double JpegTolerance = 2e-6;
    private const double Tolerance = 3e-6;

    public static TheoryData<string> Cases => References.Cases("realesrgan_pipeline");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_stage_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        for (var i = 0; i < file.Shape("in.gt")[0]; i++)
        {
            var @case = new Golden(file, i);
            var gt = @case.Picture("in.gt");
            @case.Check("stage.blur1", Filter2D.Apply(gt, @case.Kernel("in.kernel1")), Tolerance);
            @case.Check("stage.resize1", Resize.ByScale(@case.Picture("stage.blur1"), @case.Number("scale1"), @case.Mode("mode1")), Tolerance);
            @case.Check("stage.noise1", RealEsrganPipeline.AddNoise(@case.Picture("stage.resize1"), @case.Noise(1), @case, 1), Tolerance);
            @case.Check("stage.jpeg1", DiffJpeg.Apply(@case.Picture("stage.noise1"), @case.Draw("draw.jpeg_q1")), JpegTolerance);
            var last = "stage.jpeg1";
            if (@case.Flag("second"))
            {
                @case.Check("stage.blur2", Filter2D.Apply(@case.Picture(last), @case.Kernel("in.kernel2")), Tolerance);
                var side = (int)(gt.Height / @case.Number("sf") * @case.Number("scale2"));
                @case.Check("stage.resize2", Resize.ToSize(@case.Picture("stage.blur2"), side, side, @case.Mode("mode2")), Tolerance);
                @case.Check("stage.noise2", RealEsrganPipeline.AddNoise(@case.Picture("stage.resize2"), @case.Noise(2), @case, 2), Tolerance);
                last = "stage.noise2";
            }

            var size = (int)(gt.Height / @case.Number("sf"));
            if (@case.Text("order") == "resize_sinc_jpeg")
            {
                @case.Check("stage.final_sinc", Shrink(@case.Picture(last)), Tolerance);
                var limited = @case.Picture("stage.final_sinc");
                limited.ClampToUnit();
                @case.Check("stage.jpeg2", DiffJpeg.Apply(limited, @case.Draw("draw.jpeg_q2")), JpegTolerance);
                last = "stage.jpeg2";
            }
            else
            {
                var limited = @case.Picture(last);
                limited.ClampToUnit();
                @case.Check("stage.jpeg2", DiffJpeg.Apply(limited, @case.Draw("draw.jpeg_q2")), JpegTolerance);
                @case.Check("stage.final_sinc", Shrink(@case.Picture("stage.jpeg2")), Tolerance);
                last = "stage.final_sinc";
            }

            @case.Check("stage.quantised", RealEsrganPipeline.Quantise(@case.Picture(last)), Tolerance);

            Planes<float> Shrink(Planes<float> image)
                => Filter2D.Apply(Resize.ToSize(image, size, size, @case.Mode("mode_final")), @case.Kernel("in.sinc_kernel"));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pipeline_equals_the_reference_end_to_end(string path)
    {
        using var file = GoldenFile.Open(path);
        for (var i = 0; i < file.Shape("in.gt")[0]; i++)
        {
            var @case = new Golden(file, i);
            var scale = (int)@case.Number("sf");
            var plan = new DegradationPlan
            {
                First = new RoundDraw
                {
                    Kernel = @case.Kernel("in.kernel1"),
                    Scale = @case.Number("scale1"),
                    Mode = @case.Mode("mode1"),
                    Noise = @case.Noise(1),
                    JpegQuality = @case.Draw("draw.jpeg_q1"),
                },
                Second = !@case.Flag("second") ? null : new RoundDraw
                {
                    Kernel = @case.Flag("second_blur") ? @case.Kernel("in.kernel2") : null,
                    Scale = @case.Number("scale2"),
                    Mode = @case.Mode("mode2"),
                    Noise = @case.Noise(2),
                },
                FinalMode = @case.Mode("mode_final"),
                FinalSinc = @case.Kernel("in.sinc_kernel"),
                ResizeFirst = @case.Text("order") == "resize_sinc_jpeg",
                FinalJpegQuality = @case.Draw("draw.jpeg_q2"),
            };
            var gt = @case.Picture("in.gt");
            var lq = new RealEsrganPipeline(new DegradationConfig(), scale).Degrade(gt, plan, @case);
            var (top, left, size) = ((int)@case.Number("crop_top"), (int)@case.Number("crop_left"), (int)@case.Number("gt_size"));
            var expected = @case.Picture("out.lq").Values;
            var actual = Signed(lq.Crop(top, left, size / scale, size / scale));
            Near<float>(expected, actual, 0.05, "out.lq");
            var equal = expected.Zip(actual, (a, b) => Math.Abs(a - b) < 1e-5).Count(same => same);
            Assert.True(equal >= 0.99 * expected.Length, $"only {equal} of {expected.Length} values are equal");
            Near<float>(@case.Picture("out.gt").Values, Signed(gt.Crop(top * scale, left * scale, size, size)), 1e-6, "out.gt");
        }

        static float[] Signed(Planes<float> image) => Array.ConvertAll(image.Values, v => (v - 0.5f) / 0.5f);
    }

    // One sample of a reference run: its parameters and, as pixel draws, its stored random numbers.
    private sealed class Golden(GoldenFile file, int sample) : IPixelDraws
    {
        public Planes<float> Picture(string name) => file.Picture<float>(name, sample);

        public BlurKernel Kernel(string name) => file.Kernel(name, sample);

        public double Draw(string name) => file.Values<double>(name)[sample];

        public double Number(string name) => file.Case.GetProperty(name).GetDouble();

        public string Text(string name) => file.Case.GetProperty(name).GetString()!;

        public bool Flag(string name) => file.Case.GetProperty(name).ValueKind == JsonValueKind.True;

        public ResizeMode Mode(string name) => Enum.Parse<ResizeMode>(Text(name), ignoreCase: true);

        public NoiseDraw Noise(int round)
        {
            var poisson = Text($"noise{round}") == "poisson";
            return new NoiseDraw(poisson, Draw(poisson ? $"draw.poisson_scale{round}" : $"draw.sigma{round}"), Draw($"draw.gray{round}") > 0);
        }

        public void Check(string name, Planes<float> actual, double tolerance) => Near(Picture(name), actual, tolerance, $"{name} of sample {sample}");

        public void Normals(int round, bool gray, Span<float> values)
            => (gray ? file.Values<float>($"draw.randn_gray{round}") : Picture($"draw.randn_color{round}").Values).CopyTo(values);

        public void PoissonCounts(int round, bool gray, ReadOnlySpan<byte> levels, int peak, Span<float> counts)
            => Picture(gray ? $"draw.poisson_counts_gray{round}" : $"draw.poisson_counts_color{round}").Values.CopyTo(counts);
    }
}
