using System.Runtime.InteropServices;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Parity")]
public sealed class PlaneResamplingTests
{
    public static TheoryData<string> Cases => References.Cases("resample_pad");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bicubic_equals_the_reference_in_both_implementations(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        var x = golden.Tensor("in.x");
        foreach (var name in golden.Names.Where(n => n.StartsWith("out.bicubic_x", StringComparison.Ordinal)))
        {
            var expected = golden.Tensor(name);
            var scale = expected.shape[2] / x.shape[2];
            Close.Relative(expected, nn.functional.interpolate(x, scale_factor: [scale, scale], mode: InterpolationMode.Bicubic, align_corners: false), 2e-6, name);
            Close.Relative(expected, Resized(x, (int)scale, ResampleKernel.Bicubic), 2e-6, name);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reflection_equals_the_reference(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        foreach (var name in golden.Names.Where(n => n.StartsWith("out.pad", StringComparison.Ordinal)))
        {
            var x = golden.Tensor("in." + name[4..]);
            var expected = golden.Tensor(name);
            var multiple = int.Parse(name[7..], System.Globalization.CultureInfo.InvariantCulture);
            var rows = Sources((int)x.shape[2], multiple);
            var columns = Sources((int)x.shape[3], multiple);
            Close.Absolute(expected, x.index_select(2, rows).index_select(3, columns), 0, name);
        }
    }

    [Theory]
    [InlineData(40, 13)]
    [InlineData(13, 40)]
    [InlineData(64, 16)]
    [InlineData(1, 4)]
    public void Antialiased_bicubic_keeps_a_constant_and_the_mean_of_a_ramp(int length, int newLength)
    {
        var constant = Enumerable.Repeat(0.7f, length).ToArray();
        Assert.All(PlaneResampling.Resize(constant, length, 1, newLength, 1, ResampleKernel.AntialiasedBicubic), v => Assert.Equal(0.7f, v, 1e-6f));
        var ramp = Enumerable.Range(0, length).Select(i => (float)i / length).ToArray();
        Assert.Equal(ramp.Average(), PlaneResampling.Resize(ramp, length, 1, newLength, 1, ResampleKernel.AntialiasedBicubic).Average(), 0.01f);
    }

    private static Tensor Sources(int length, int multiple)
        => tensor(Enumerable.Range(0, ReflectPadding.PaddedLength(length, multiple)).Select(i => (long)ReflectPadding.Source(i, length)).ToArray());

    private static Tensor Resized(Tensor x, int scale, ResampleKernel kernel)
    {
        var (height, width) = ((int)x.shape[2], (int)x.shape[3]);
        var planes = MemoryMarshal.Cast<byte, float>(x.contiguous().bytes).ToArray().Chunk(height * width);
        var result = planes.SelectMany(plane => PlaneResampling.Resize(plane, width, height, width * scale, height * scale, kernel)).ToArray();
        return tensor(result, [x.shape[0], x.shape[1], height * scale, width * scale]);
    }
}
