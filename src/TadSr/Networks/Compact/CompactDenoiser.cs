using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Compact;

/// <summary>Real-ESRGAN's small network (SRVGGNetCompact) as a diffusion network: a convolution of z_t beside the first layer, and a
/// scale and shift for every channel and time between each convolution and its PReLU.</summary>
/// <remarks>Keys: those of the published network, <c>body.I.weight</c> and <c>body.I.bias</c>, and the additions, <c>input_z.weight</c>
/// (F, C, 3, 3) and <c>time_scale</c> and <c>time_shift</c> (T, blocks, F). With zeros in the additions it is the published network at
/// every t and z. The latent holds 3 f² channels, the f x f blocks of a picture in [-1, 1]; what the published network shuffles into a
/// picture at its end stays a latent here.</remarks>
internal sealed class CompactDenoiser : DiffusionNetwork
{
    private const int Taps = 4;
    private readonly List<(Conv2d Convolution, PRelu Activation)> blocks = [];
    private readonly Conv2d last;
    private readonly Conv2d input_z;
    private readonly Parameter time_scale, time_shift;

    /// <summary>Creates the network with zero parameters; load them.</summary>
    /// <exception cref="TadSrException">The sizes do not fit together.</exception>
    public CompactDenoiser(CompactConfig config)
        : base(nameof(CompactDenoiser))
    {
        ArgumentNullException.ThrowIfNull(config);
        Check(config);
        Config = config;
        for (var i = 0; i <= config.Convolutions; i++)
        {
            var convolution = new Conv2d(i == 0 ? 3 : config.Features, config.Features, 3, padding: 1);
            blocks.Add((this.Place($"body.{2 * i}", convolution), this.Place($"body.{2 * i + 1}", new PRelu(config.Features))));
        }
        last = this.Place($"body.{2 * config.Convolutions + 2}", new Conv2d(config.Features, config.LatentChannels, 3, padding: 1));
        input_z = this.Place(nameof(input_z), new Conv2d(config.LatentChannels, config.Features, 3, padding: 1, hasBias: false, zeroInitialised: true));
        register_parameter(nameof(time_scale), time_scale = new Parameter(zeros(config.Steps, blocks.Count, config.Features)));
        register_parameter(nameof(time_shift), time_shift = new Parameter(zeros(config.Steps, blocks.Count, config.Features)));
    }

    /// <summary>The sizes.</summary>
    public CompactConfig Config { get; }

    /// <inheritdoc/>
    public override int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public override int SizeMultiple => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<int> FeatureChannels => [.. Enumerable.Repeat(Config.Features, Taps)];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var h = Body(x, t, lq, null);
        // The published network adds the input enlarged by nearest neighbour: in latents, once for each of the f² places of its block.
        var places = Config.LatentChannels / 3;
        var enlarged = lq.repeat_interleave(places, 1);
        return enlarged.add_(last.forward(h), 2).MoveToOuterDisposeScope();
    }

    /// <summary>The output of four blocks, a quarter of the way from each other: 8, 16, 24 and 32 of 32.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> EncoderFeatures(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var taps = new List<Tensor>();
        Body(x, t, lq, taps);
        return [.. taps.Select(f => f.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private static void Check(CompactConfig config)
    {
        var f = (int)Math.Round(Math.Sqrt(config.LatentChannels / 3.0));
        if (3 * f * f != config.LatentChannels)
            throw new TadSrException($"model.in_channels is {config.LatentChannels}; the compact network works on pixel-unshuffled pictures and needs 3 f² channels, 48 for f = 4.", ErrorKind.Usage);
        if (config.Features % 32 != 0)
            throw new TadSrException($"model.features is {config.Features}; give a multiple of 32, for example 64.", ErrorKind.Usage);
    }

    private Tensor Body(Tensor x, Tensor t, Tensor lq, List<Tensor>? taps)
    {
        using var scope = NewDisposeScope();
        // One time for all samples: its scale and shift become part of the convolutions and need no pass over the maps. Times of
        // several samples are compared only where that needs no look at another device.
        var single = t.shape[0] == 1 || (t.device_type == DeviceType.CPU && t.data<long>().Distinct().Count() == 1);
        var (scale, shift) = single
            ? (time_scale.index_select(0, t.narrow(0, 0, 1)), time_shift.index_select(0, t.narrow(0, 0, 1)))
            : (time_scale.index_select(0, t).to_type(x.dtype), time_shift.index_select(0, t).to_type(x.dtype));
        var h = lq * 0.5 + 0.5;   // the published network works on pictures in [0, 1]
        for (var i = 0; i < blocks.Count; i++)
        {
            using var inner = NewDisposeScope();
            var z = i == 0 ? x : null;
            var next = blocks[i].Activation.forward(single
                ? Folded(i, h, z, scale.select(1, i).flatten() + 1, shift.select(1, i).flatten())
                : Modulated(i, h, z, scale.select(1, i).unsqueeze(-1).unsqueeze(-1), shift.select(1, i).unsqueeze(-1).unsqueeze(-1)));
            if (taps is null)
                h.Dispose();
            h = next.MoveToOuterDisposeScope();
            if (taps is not null && i == (taps.Count + 1) * Config.Convolutions / Taps)
                taps.Add(h);
        }
        foreach (var tap in taps ?? [])
            tap.MoveToOuterDisposeScope();
        return h.MoveToOuterDisposeScope();
    }

    private Tensor Folded(int i, Tensor h, Tensor? z, Tensor scale, Tensor shift)
    {
        var convolution = blocks[i].Convolution;
        var columns = scale.view(-1, 1, 1, 1);
        var result = convolution.Convolve(h, (convolution.weight * columns).to_type(h.dtype), addcmul(shift, convolution.bias!, scale, 1).to_type(h.dtype));
        return z is null ? result : result.add_(input_z.Convolve(z, (input_z.weight * columns).to_type(z.dtype), null));
    }

    private Tensor Modulated(int i, Tensor h, Tensor? z, Tensor scale, Tensor shift)
    {
        var result = blocks[i].Convolution.forward(h);
        if (z is not null)
            result = result.add_(input_z.forward(z));
        return addcmul(shift, result, scale + 1, 1);
    }
}
