using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Perceptual;

[Trait("Kind", "Unit")]
public sealed class PerceptualNetworksTests
{
    private readonly PerceptualWeights weights = new(new WeightStore());

    public PerceptualNetworksTests() => Backend.Load();

    [Theory]
    [InlineData("P1", 1596672, 1692034)]
    [InlineData("P2", 1458960, 1517344)]
    [InlineData("P3", 820335, 819543)]
    public void Formula_pictures_have_the_published_sums(string pair, int reference, int tested)
    {
        var pictures = FormulaPair.Get(pair);
        Assert.Equal(reference, pictures.Reference.Sum(x => x));
        Assert.Equal(tested, pictures.Tested.Sum(x => x));
    }

    [Theory]
    [InlineData("squeeze", "P1", 0.058840579265)]
    [InlineData("squeeze", "P2", 0.550200253563)]
    [InlineData("squeeze", "P3", 0.029083891578)]
    [InlineData("alex", "P1", 0.020162266632)]
    [InlineData("alex", "P2", 0.618007045819)]
    [InlineData("alex", "P3", 0.038165399529)]
    public void Lpips_gives_the_recorded_values_in_both_precisions(string net, string pair, double expected)
    {
        using var lpips = weights.LoadLpips(net);
        using var scope = NewDisposeScope();
        var pictures = FormulaPair.Get(pair);
        var (x32, y32) = pictures.Tensors(ScalarType.Float32);
        Assert.Equal(expected, lpips.Distance(x32, y32).item<float>(), 4e-7);
        var (x64, y64) = pictures.Tensors(ScalarType.Float64);
        Assert.Equal(expected, lpips.Distance(x64, y64).item<double>(), 4e-9);
    }

    [Theory]
    [InlineData("P1", new[] { 0.014313512, 0.160257511, 0.186516730, 0.255809800 })]
    [InlineData("P2", new[] { 0.483413482, 0.755132512, 0.853116370, 0.758488219 })]
    [InlineData("P3", new[] { 0.078164257, 0.084605581, 0.112627819, 0.079715413 })]
    public void ResNet18_distance_gives_the_recorded_values_in_both_precisions(string pair, double[] expected)
    {
        using var trunk = weights.LoadResNet18();
        using var scope = NewDisposeScope();
        foreach (var (type, tolerance) in new[] { (ScalarType.Float32, 4e-7), (ScalarType.Float64, 1e-9) })
        {
            var (x, y) = FormulaPair.Get(pair).Tensors(type);
            var distances = ResNet18Distance.PerTap(trunk.Taps(x), trunk.Taps(y));
            Assert.Equal(expected.Length, distances.Count);
            for (var k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k], distances[k].to_type(ScalarType.Float64).item<double>(), tolerance);
        }
    }

    [Fact]
    public void Lpips_in_bfloat16_stays_near_float32()
    {
        using var lpips = weights.LoadLpips("squeeze");
        using var scope = NewDisposeScope();
        var (x, y) = FormulaPair.Get("P2").Tensors(ScalarType.Float32);
        var distance = lpips.Distance(x, y, ScalarType.BFloat16);
        Assert.Equal(ScalarType.Float32, distance.dtype);
        Assert.Equal(0.5502, distance.item<float>(), 0.01);
    }

    [Fact]
    public void Gradients_reach_the_picture_and_never_the_frozen_parameters()
    {
        using var lpips = weights.LoadLpips("squeeze");
        using var trunk = weights.LoadResNet18();
        using var scope = NewDisposeScope();
        var (x, y) = FormulaPair.Get("P1").Tensors(ScalarType.Float64);
        var tested = x.detach().clone().requires_grad_(true);
        var loss = lpips.Distance(tested, y).sum() + ResNet18Distance.AtTap(trunk.Taps(tested)[3], trunk.Taps(y)[3]).sum();
        loss.backward();

        // A central difference along a fixed direction agrees with the gradient.
        var direction = (arange(x.numel(), ScalarType.Float64) * 0.7).sin().view(x.shape);
        var slope = (tested.grad! * direction).sum().item<double>();
        double At(double step)
        {
            var moved = x + direction * step;
            return (lpips.Distance(moved, y).sum() + ResNet18Distance.AtTap(trunk.Taps(moved)[3], trunk.Taps(y)[3]).sum()).item<double>();
        }
        Assert.Equal((At(1e-6) - At(-1e-6)) / 2e-6, slope, Math.Abs(slope) * 1e-3);
        Assert.All(lpips.parameters().Concat(lpips.Trunk.parameters()).Concat(trunk.parameters()), p =>
        {
            Assert.False(p.requires_grad);
            Assert.Null(p.grad);
        });
    }

    [Fact]
    public void Gradient_is_finite_where_all_features_are_zero()
    {
        using var lpips = new Lpips(new SqueezeNetTrunk());   // zero parameters: every tap is zero
        using var scope = NewDisposeScope();
        var x = zeros(1, 3, 32, 32).requires_grad_(true);
        lpips.Distance(x, ones(1, 3, 32, 32)).sum().backward();
        Assert.Equal(0, x.grad!.abs().max().item<float>());
    }

    [Theory]
    [InlineData("alex", new long[] { 23, 11, 5, 5, 5 })]
    [InlineData("squeeze", new long[] { 48, 24, 12, 6, 6, 6, 6 })]
    [InlineData("vgg", new long[] { 97, 48, 24, 12, 6 })]
    [InlineData("resnet18", new long[] { 48, 24, 12, 6 })]
    public void Taps_have_the_published_sizes(string net, long[] sides)
    {
        using FeatureTrunk trunk = net switch { "alex" => new AlexNetTrunk(), "squeeze" => new SqueezeNetTrunk(), "vgg" => new Vgg16Trunk(), _ => new ResNet18Trunk() };
        using var scope = NewDisposeScope();
        var taps = trunk.Taps(zeros(2, 3, 97, 97));
        Assert.Equal(sides, taps.Select(t => t.shape[2]));
        Assert.Equal(trunk.TapChannels, taps.Select(t => (int)t.shape[1]));
        Assert.Equal(net, trunk.TrunkName);
    }

    [Theory]
    [InlineData("alex", 31)]
    [InlineData("squeeze", 17)]
    [InlineData("vgg", 16)]
    [InlineData("resnet18", 32)]
    public void Trunks_work_at_their_minimum_and_refuse_less(string net, int side)
    {
        using FeatureTrunk trunk = net switch { "alex" => new AlexNetTrunk(), "squeeze" => new SqueezeNetTrunk(), "vgg" => new Vgg16Trunk(), _ => new ResNet18Trunk() };
        using var scope = NewDisposeScope();
        Assert.Equal(side, trunk.MinimumSide);
        Assert.True(trunk.Taps(zeros(1, 3, side, side))[^1].shape[2] >= 1);
        var error = Assert.Throws<ArgumentException>(() => trunk.Taps(zeros(1, 3, side + 8, side - 1)));
        Assert.Contains($"{side} x {side}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Taps_leave_no_tensor_behind()
    {
        using var lpips = weights.LoadLpips("alex");
        using var x = Draws.Uniform(1, 1, 3, 64, 64);
        using var y = Draws.Uniform(2, 1, 3, 64, 64);
        lpips.Distance(x, y).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
            lpips.Distance(x, y).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
