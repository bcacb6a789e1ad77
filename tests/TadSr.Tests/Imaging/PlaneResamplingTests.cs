using TadSr.Imaging;
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
    public void Bicubic_of_the_condition_equals_the_reference(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        var x = golden.Tensor("in.x");
        foreach (var name in golden.Names.Where(n => n.StartsWith("out.bicubic_x", StringComparison.Ordinal)))
        {
            var expected = golden.Tensor(name);
            var scale = expected.shape[2] / x.shape[2];
            Close.Relative(expected, nn.functional.interpolate(x, scale_factor: [scale, scale], mode: InterpolationMode.Bicubic, align_corners: false), 2e-6, name);
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
        Assert.All(Resized(constant, newLength), v => Assert.Equal(0.7f, v, 1e-6f));
        var ramp = Enumerable.Range(0, length).Select(i => (float)i / length).ToArray();
        Assert.Equal(ramp.Average(), Resized(ramp, newLength).Average(), 0.01f);
    }

    private static float[] Resized(float[] line, int newLength)
    {
        var result = new float[newLength];
        new PlaneResampling(line, line.Length, 1, newLength, 1).Row(0, result);
        return result;
    }
}
