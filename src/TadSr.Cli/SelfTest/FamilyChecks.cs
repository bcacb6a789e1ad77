using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Lite;
using TadSr.Networks.Rrdb;
using TadSr.Networks.Srvgg;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Cli.SelfTest;

/// <summary>A small network of each kind, forwards and backwards: the device in float32 against the CPU in float64.</summary>
internal static class FamilyChecks
{
    private const double Outputs = 1e-4, Gradients = 1e-3;
    private const int Side = 16;

    /// <summary>Checks every kind.</summary>
    public static void Run(CheckList checks, Device device)
    {
        Check(checks, "LiteUnet", device, () => new LiteUnet(new LiteUnetConfig { ModelChannels = 32, DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 16 }), Denoise(48));
        Check(checks, "SwinUnet", device, () => new SwinUnet(new SwinUnetConfig { ImageSize = Side, LqSize = Side, ModelChannels = 32, ChannelMult = [1, 2], ResBlocks = [1, 1], AttentionResolutions = [16, 8], SwinEmbedDim = 32, WindowSize = 4 }), Denoise(3));
        Check(checks, "Vqgan", device, () => new Vqgan(new VqganConfig { Channels = 32, Codes = 64, ResBlocks = [1, 1, 1] }), (network, on) => network.Decode(network.Encode(Input("image", on, 1, 3, 2 * Side, 2 * Side)), quantise: false));
        Check(checks, "RRDBNet", device, () => new RrdbNet(new RrdbConfig { Features = 32, Growth = 16, Blocks = 1 }), (network, on) => network.forward(Input("image", on, 1, 3, Side, Side)));
        Check(checks, "SRVGGNetCompact", device, () => new SrvggNetCompact(new SrvggConfig { Features = 32, Convolutions = 4 }), (network, on) => network.forward(Input("image", on, 1, 3, Side, Side)));
        Check(checks, "time-aware discriminator", device, () => new TimeAwareDiscriminator([32, 64], 16, 16), Judge);
        Check(checks, "patch discriminator", device, () => new PatchDiscriminator(3, 16, 2), (network, on) => network.forward(Input("image", on, 2, 3, 2 * Side, 2 * Side)));
    }

    private static Func<DiffusionNetwork, (Device, ScalarType), Tensor> Denoise(int channels) => (network, on) =>
        network.forward(Input("x", on, 2, channels, Side, Side), tensor(new long[] { 0, 3 }).to(on.Item1), Input("lq", on, 2, 3, Side, Side));

    private static Tensor Judge(TimeAwareDiscriminator network, (Device, ScalarType) on) =>
        cat([.. network.Forward([Input("fine", on, 2, 32, Side, Side), Input("coarse", on, 2, 64, Side / 2, Side / 2)], tensor(new long[] { 0, 3 }).to(on.Item1))], 1);

    private static void Check<T>(CheckList checks, string name, Device device, Func<T> build, Func<T, (Device, ScalarType), Tensor> forward)
        where T : nn.Module => checks.Run($"{name} on {device}, forwards and backwards", () =>
        {
            using var scope = NewDisposeScope();
            var (expected, expectedGradient) = Compute(build, forward, (CPU, ScalarType.Float64));
            var (actual, gradient) = Compute(build, forward, (device, ScalarType.Float32));
            return $"{CheckList.Within(Gap.Of(expected, actual), Outputs, "gap")}, {CheckList.Within(Gap.Of(expectedGradient, gradient), Gradients, "gap of the gradient")}";
        });

    // The gradient of the mean square, of all parameters in one row.
    private static (Tensor Output, Tensor Gradient) Compute<T>(Func<T> build, Func<T, (Device, ScalarType), Tensor> forward, (Device Device, ScalarType Type) on)
        where T : nn.Module
    {
        using var network = build();
        AnalyticFill.Apply(network, FillRule.Networks);
        network.to(on.Device);
        network.to(on.Type);
        var output = forward(network, on);
        output.pow(2).mean().backward();
        var gradients = network.parameters().Select(parameter => parameter.grad).OfType<Tensor>().Select(gradient => gradient.reshape(-1));
        return (output, cat([.. gradients]));
    }

    private static Tensor Input(string name, (Device Device, ScalarType Type) on, params long[] shape) =>
        tensor(AnalyticFill.Units($"selftest.{name}", shape.Aggregate(1L, (count, side) => count * side)), shape).to(on.Type).to(on.Device);
}
