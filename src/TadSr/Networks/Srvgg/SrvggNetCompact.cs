using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Srvgg;

/// <summary>Real-ESRGAN's small network: convolutions and PReLUs at the size of the input, a pixel shuffle at the end, and the input
/// enlarged by nearest neighbour added to it.</summary>
/// <remarks>Keys: <c>body.I.weight</c> and, for the convolutions (even I), <c>body.I.bias</c>.</remarks>
internal sealed class SrvggNetCompact : FeedForwardNetwork
{
    private readonly List<(Conv2d Convolution, PRelu? Activation)> body = [];

    /// <summary>Creates the network with zero parameters; load or initialise them.</summary>
    public SrvggNetCompact(SrvggConfig config)
        : base(nameof(SrvggNetCompact))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        for (var i = 0; i <= config.Convolutions; i++)
            body.Add((Add(2 * i, i == 0 ? config.InChannels : config.Features, config.Features), this.Place($"body.{2 * i + 1}", new PRelu(config.Features))));
        body.Add((Add(2 * config.Convolutions + 2, config.Features, config.OutChannels * config.Scale * config.Scale), null));
    }

    /// <summary>The sizes.</summary>
    public SrvggConfig Config { get; }

    /// <summary>(B, C, H, W) in [0, 1] to (B, C', H s, W s), not clamped.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x.alias();
        foreach (var (convolution, activation) in body)
        {
            using var inner = NewDisposeScope();
            var next = convolution.forward(h);
            h.Dispose();
            h = (activation is null ? next : activation.forward(next)).MoveToOuterDisposeScope();
        }
        var enlarged = Config.Scale == 1 ? x : nn.functional.interpolate(x, scale_factor: [Config.Scale, Config.Scale], mode: InterpolationMode.Nearest);
        return (nn.functional.pixel_shuffle(h, Config.Scale) + enlarged).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private Conv2d Add(int index, int inChannels, int outChannels) => this.Place($"body.{index}", new Conv2d(inChannels, outChannels, 3, padding: 1));
}
