using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;
using Linear = TadSr.Networks.Layers.Linear;

namespace TadSr.Networks.Lite;

/// <summary>A small diffusion U-Net for CPUs: residual convolutions without normalisation (EDSR), skips added instead of concatenated.</summary>
/// <remarks>Nothing in it looks at the whole picture: a tile computes what the whole picture would, up to the receptive field.
/// Works at the resolution of the low-resolution picture, which is the latent's.</remarks>
internal sealed class LiteUnet : DiffusionNetwork
{
    /// <summary>Number of this network's arithmetic, which keys and shapes do not tell: weights of another revision load and give
    /// nonsense. 1 bent its signals with SiLU, 2 does so with leaky ReLU; files of the first did not say so yet.</summary>
    public const int Revision = 2;

    private readonly Sequential time_embed;
    private readonly Conv2d input_lq, input_z;
    private readonly Linear gate_z;
    private readonly ModuleList<ModuleList<LiteResBlock>> down = [];
    private readonly ModuleList<Conv2d> downsample = [];
    private readonly ModuleList<LiteResBlock> middle = [];
    private readonly ModuleList<ModuleList<LiteResBlock>> up = [];
    private readonly ModuleList<Conv2d> upsample = [];
    private readonly Conv2d output;
    private readonly Tensor? condition_skip;

    /// <summary>Creates the network with zero parameters; load or initialise them.</summary>
    /// <exception cref="TadSrException">The sizes do not fit together.</exception>
    public LiteUnet(LiteUnetConfig config)
        : base(nameof(LiteUnet))
    {
        Check(config);
        Config = config;
        var channels = config.Channels;
        time_embed = nn.Sequential(("0", new Linear(config.EmbedDim, config.EmbedDim)), ("1", nn.SiLU()), ("2", new Linear(config.EmbedDim, config.EmbedDim)));
        input_lq = new Conv2d(3, channels[0], 3, padding: 1, initialDeviation: LiteResBlock.Deviation(3));
        // At large t the latent is nearly noise in 48 channels and would drown the three of the condition: the network starts
        // without it, and how much of it enters is a matter of time.
        input_z = new Conv2d(config.LatentChannels, channels[0], 3, padding: 1, zeroInitialised: true);
        gate_z = new Linear(config.EmbedDim, channels[0]);
        for (var level = 0; level < channels.Count; level++)
        {
            down.Add(Blocks(config.DownBlocks, channels[level], config.EmbedDim));
            if (level + 1 < channels.Count)
                downsample.Add(new Conv2d(channels[level], channels[level + 1], 3, stride: 2, padding: 1, initialDeviation: LiteResBlock.Deviation(channels[level])));
        }
        foreach (var block in Blocks(config.MiddleBlocks, channels[^1], config.EmbedDim))
            middle.Add(block);
        for (var level = 0; level < channels.Count; level++)
        {
            up.Add(Blocks(config.UpBlocks, channels[level], config.EmbedDim));
            if (level + 1 < channels.Count)
                upsample.Add(new Conv2d(channels[level + 1], channels[level], 3, padding: 1, initialDeviation: LiteResBlock.Deviation(channels[level + 1])));
        }
        output = new Conv2d(channels[0], config.LatentChannels, 3, padding: 1, zeroInitialised: true);
        RegisterComponents();
        if (config.ConditionSkip)
        {
            condition_skip = BicubicPhases.Kernel((int)Math.Sqrt(config.LatentChannels / 3.0));
            register_buffer(nameof(condition_skip), condition_skip);
        }
    }

    /// <summary>The sizes.</summary>
    public LiteUnetConfig Config { get; }

    /// <inheritdoc/>
    public override int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public override int? ArithmeticRevision => Revision;

    /// <inheritdoc/>
    public override int SizeMultiple => 1 << (Config.Channels.Count - 1);

    /// <inheritdoc/>
    public override IReadOnlyList<int> FeatureChannels => [.. Config.Channels.Skip(1), Config.Channels[^1], Config.Channels[^1]];

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var embedding = Embed(t, x);
        var skips = new List<Tensor>();
        var h = Encode(x, lq, embedding, skips, taps: null);
        for (var level = Config.Channels.Count - 1; level >= 0; level--)
        {
            if (level + 1 < Config.Channels.Count)
                h = upsample[level].forward(nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
            h += skips[level];
            foreach (var block in up[level])
                h = block.forward(h, embedding);
        }
        var z0 = output.forward(h);
        if (condition_skip is not null)
            z0 += BicubicPhases.Enlarge(lq, condition_skip);
        return z0.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> EncoderFeatures(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var taps = new List<Tensor>();
        Encode(x, lq, Embed(t, x), [], taps);
        return [.. taps.Select(f => f.MoveToOuterDisposeScope())];
    }

    private Tensor Encode(Tensor x, Tensor lq, Tensor embedding, List<Tensor> skips, List<Tensor>? taps)
    {
        if (x.shape[2] % SizeMultiple != 0 || x.shape[3] % SizeMultiple != 0)
            throw new ArgumentException($"latent is {x.shape[2]}x{x.shape[3]}; both sides must be multiples of {SizeMultiple}", nameof(x));
        var gate = gate_z.forward(nn.functional.silu(embedding)).unsqueeze(-1).unsqueeze(-1) + 1;
        var h = addcmul(input_lq.forward(lq), input_z.forward(x), gate, 1);
        for (var level = 0; level < Config.Channels.Count; level++)
        {
            foreach (var block in down[level])
                h = block.forward(h, embedding);
            skips.Add(h);
            if (level + 1 < Config.Channels.Count)
            {
                h = downsample[level].forward(h);
                taps?.Add(h);
            }
        }
        taps?.Add(h);
        foreach (var block in middle)
            h = block.forward(h, embedding);
        taps?.Add(h);
        return h;
    }

    private Tensor Embed(Tensor t, Tensor x) => time_embed.forward(TimeEmbedding.Sinusoid(t, Config.EmbedDim).to_type(x.dtype));

    private static ModuleList<LiteResBlock> Blocks(int count, int channels, int embedDim) =>
        new([.. Enumerable.Range(0, count).Select(_ => new LiteResBlock(channels, embedDim))]);

    private static void Check(LiteUnetConfig config)
    {
        if (config.Channels.Count == 0 || config.Channels.Any(c => c <= 0 || c % 32 != 0))
            throw new TadSrException($"model.model_channels times model.channel_mult is [{string.Join(", ", config.Channels)}]; give multiples of 32, for example [64, 128].", ErrorKind.Usage);
        if (config.DownBlocks < 1 || config.MiddleBlocks < 1 || config.UpBlocks < 1)
            throw new TadSrException("model.down_blocks, middle_blocks and up_blocks must be at least 1.", ErrorKind.Usage);
        var factor = (int)Math.Sqrt(config.LatentChannels / 3.0);
        if (config.ConditionSkip && 3 * factor * factor != config.LatentChannels)
            throw new TadSrException($"model.in_channels is {config.LatentChannels}; the lite network works on pixel-unshuffled pictures and needs 3 f² channels, 48 for f = 4.", ErrorKind.Usage);
    }
}
