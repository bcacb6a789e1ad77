using System.Numerics;
using System.Text.Json;
using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Tests.Parity;
using static TadSr.Tests.Degradation.GoldenPlanes;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Parity")]
public sealed class OperationsParityTests
{
    public static TheoryData<string> Kernel => References.Cases("kernels");

    public static TheoryData<string> BesselJ1 => References.Cases("bessel_j1");

    public static TheoryData<string> Filter => References.Cases("filter2d");

    public static TheoryData<string> Resizing => References.Cases("resize");

    public static TheoryData<string> Noise => References.Cases("noise");

    public static TheoryData<string> Jpeg => References.Cases("diffjpeg");

    public static TheoryData<string> Usm => References.Cases("usm_sharp");

    public static TheoryData<string> Imresize => References.Cases("imresize_bicubic");

    [Theory]
    [MemberData(nameof(Kernel))]
    public void Kernels_equal_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var tested = 0;
        foreach (var entry in file.Case.GetProperty("gauss").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            var shape = name.StartsWith("gen", StringComparison.Ordinal) ? KernelShape.Generalized
                : name.StartsWith("plateau", StringComparison.Ordinal) ? KernelShape.Plateau : KernelShape.Gaussian;
            var sigmaX = entry.GetProperty("sig_x").GetDouble();
            var kernel = Kernels.Bivariate(
                shape, entry.GetProperty("size").GetInt32(), sigmaX, Number(entry, "sig_y", sigmaX), Number(entry, "theta", 0), Number(entry, "beta", 1));
            Near<double>(file.Values<double>(name), kernel.Weights.ToArray(), 1e-12, name);
            tested++;
        }

        foreach (var entry in file.Case.GetProperty("sinc").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            var kernel = Kernels.Sinc(entry.GetProperty("size").GetInt32(), entry.GetProperty("cutoff").GetDouble());
            var pad = entry.GetProperty("pad_to").GetInt32();
            Near<double>(file.Values<double>(name), (pad > 0 ? kernel.PadTo(pad) : kernel).Weights.ToArray(), 1e-9, name);
            tested++;
        }

        Assert.Equal(file.Names.Count(), tested);

        static double Number(JsonElement entry, string name, double otherwise)
            => entry.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
    }

    [Theory]
    [MemberData(nameof(BesselJ1))]
    public void Bessel_J1_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var actual = Array.ConvertAll(file.Values<double>("x"), Bessel.J1);
        Near<double>(file.Values<double>("j1"), actual, 1e-9, "J1");
        Near<double>(file.Values<double>("j1"), actual, 1e-13, "J1, our own bound");
    }

    [Theory]
    [MemberData(nameof(Filter))]
    public void Filter2D_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var output in file.Names.Where(name => name.StartsWith("out.", StringComparison.Ordinal)))
        {
            var name = output["out.".Length..];
            for (var sample = 0; sample < file.Shape("in.img")[0]; sample++)
            {
                var kernel = file.Kernel("in." + name, file.Shape("in." + name)[0] > 1 ? sample : 0);
                var sum = kernel.Weights.Sum();
                Near(file.Picture<float>(output, sample), Filter2D.Apply(file.Picture<float>("in.img", sample), kernel), sum > 1.5 ? 1e-5 : 2e-6, output);
                Near(file.Picture<double>("out64." + name, sample), Filter2D.Apply(file.Picture<double>("in.img", sample), kernel), 1e-12, "out64." + name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Resizing))]
    public void Resize_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var entry in file.Case.GetProperty("cases").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString()!;
            var mode = Enum.Parse<ResizeMode>(entry.GetProperty("mode").GetString()!, ignoreCase: true);
            Near(file.Picture<float>("out." + name), Run<float>(), 3e-6, "out." + name);
            if (file.Has("out64." + name))
                Near(file.Picture<double>("out64." + name), Run<double>(), 1e-12, "out64." + name);

            Planes<T> Run<T>()
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                var image = file.Picture<T>("in.img");
                if (entry.TryGetProperty("scale_factor", out var scale))
                    return Resize.ByScale(image, scale.GetDouble(), mode);
                var size = entry.GetProperty("size");
                return Resize.ToSize(image, size[0].GetInt32(), size[1].GetInt32(), mode);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Imresize))]
    public void Antialiased_bicubic_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        foreach (var scale in file.Case.GetProperty("scales").EnumerateObject())
        {
            Near(file.Picture<float>("out." + scale.Name), Run<float>(), 2e-6, "out." + scale.Name);
            Near(file.Picture<double>("out64." + scale.Name), Run<double>(), 1e-12, "out64." + scale.Name);

            Planes<T> Run<T>()
                where T : unmanaged, IBinaryFloatingPointIeee754<T>
            {
                var image = file.Picture<T>("in.img");
                if (scale.Name == "up4")
                    image = image.Crop(0, 0, 9, 7);
                return Resize.ByScale(image, scale.Value.GetDouble(), ResizeMode.AntialiasedBicubic);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Noise))]
    public void Gaussian_noise_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var (sigma, gray) = (file.Values<double>("in.sigma"), file.Values<double>("in.gray"));
        for (var sample = 0; sample < sigma.Length; sample++)
        {
            var color = file.Picture<float>("in.randn_color", sample).Values;
            var mixed = file.Picture<float>("in.img", sample);
            GaussianNoise.Add<float>(mixed, gray[sample] > 0 ? file.Values<float>("in.randn_gray") : color, sigma[sample]);
            Near(file.Picture<float>("out.gauss_mixed", sample), mixed, 1e-6, "gauss_mixed");
            var colored = file.Picture<float>("in.img", sample);
            GaussianNoise.Add<float>(colored, color, sigma[sample]);
            Near(file.Picture<float>("out.gauss_color", sample), colored, 1e-6, "gauss_color");
        }
    }

    [Theory]
    [MemberData(nameof(Noise))]
    public void Poisson_noise_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var (scale, gray) = (file.Values<double>("in.poisson_scale"), file.Values<double>("in.gray"));
        for (var sample = 0; sample < scale.Length; sample++)
        {
            var image = file.Picture<float>("in.img", sample);
            var grayImage = PoissonNoise.Gray(image);
            Near(file.Picture<float>("out.gray_image", sample), grayImage, 1e-6, "gray_image");
            var grayLevels = PoissonNoise.Levels(grayImage);
            var colorLevels = PoissonNoise.Levels(image);
            var (grayPeak, colorPeak) = (PoissonNoise.Peak(grayLevels), PoissonNoise.Peak(colorLevels));
            Assert.Equal(file.Values<double>("out.vals_gray")[sample], grayPeak);
            Assert.Equal(file.Values<double>("out.vals_color")[sample], colorPeak);
            CheckRates(file.Picture<float>("out.poisson_rate_gray", sample).Values, grayLevels, grayPeak);
            CheckRates(file.Picture<float>("out.poisson_rate_color", sample).Values, colorLevels, colorPeak);

            var mixed = image.Clone();
            if (gray[sample] > 0)
                PoissonNoise.Add<float>(mixed, grayLevels, file.Picture<float>("in.poisson_counts_gray", sample).Values, grayPeak, scale[sample]);
            else
                PoissonNoise.Add<float>(mixed, colorLevels, file.Picture<float>("in.poisson_counts_color", sample).Values, colorPeak, scale[sample]);
            Near(file.Picture<float>("out.poisson_mixed", sample), mixed, 1e-6, "poisson_mixed");

            var colored = image.Clone();
            PoissonNoise.Add<float>(colored, colorLevels, file.Picture<float>("in.poisson_counts_color2", sample).Values, colorPeak, scale[sample]);
            Near(file.Picture<float>("out.poisson_color", sample), colored, 1e-6, "poisson_color");
        }

        static void CheckRates(float[] expected, byte[] levels, int peak)
            => Near<float>(expected, Array.ConvertAll(levels, level => level / 255f * peak), 2e-5, "rates up to 256");
    }

    [Theory]
    [MemberData(nameof(Jpeg))]
    public void DiffJpeg_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var qualities = file.Case.GetProperty("qualities").EnumerateArray().Select(q => q.GetDouble()).ToArray();
        for (var i = 0; i < qualities.Length; i++)
        {
            var name = FormattableString.Invariant($"out.q{qualities[i]:F1}");
            var image = file.Picture<float>("in.img");
            Near<float>([file.Values<float>("out.factor")[i]], [(float)DiffJpeg.Factor(qualities[i])], 1e-6, "factor");
            Near(file.Picture<float>(name), DiffJpeg.Apply(image, qualities[i]), 2e-5, name);
            Near(file.Picture<float>("out.batch", i), DiffJpeg.Apply(image, qualities[i]), 2e-5, "batch");
            Near(file.Picture<double>(name), DiffJpeg.Apply(file.Picture<double>("in.img"), qualities[i]), 2e-5, name + " in float64");
        }
    }

    [Theory]
    [MemberData(nameof(Jpeg))]
    public void DiffJpeg_coefficients_and_differentiable_rounding_equal_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var image = file.Picture<float>("in.img");
        var coefficients = DiffJpeg.Quantise(image, 60);
        Assert.Equal(file.Values<float>("mid.q60.y_quant"), coefficients.Luma);
        Assert.Equal(file.Values<float>("mid.q60.cb_quant"), coefficients.Cb);
        Assert.Equal(file.Values<float>("mid.q60.cr_quant"), coefficients.Cr);
        Near(file.Picture<float>("out.diff_q60.0"), DiffJpeg.Apply(image, 60, JpegRounding.Differentiable), 2e-5, "diff_q60");
    }

    [Theory]
    [MemberData(nameof(Usm))]
    public void Unsharp_mask_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var image = file.Picture<float>("in.img");
        Near<double>(file.Values<double>("kernel51"), UnsharpMask.Kernel.Weights.ToArray(), 1e-9, "kernel51");
        var blurred = Filter2D.Apply(image, UnsharpMask.Kernel);
        Near(file.Picture<float>("mid.blur"), blurred, 2e-6, "blur");
        Assert.Equal(file.Values<float>("mid.mask"), UnsharpMask.Mask(image, blurred).Values);
        Near(file.Picture<float>("out.sharp"), UnsharpMask.Apply(image), 2e-6, "sharp");
    }
}
