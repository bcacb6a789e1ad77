using TadSr.Checkpoints;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>The U-Net of ResShift, SinSR and TAD-SR: residual blocks with time embedding and Swin layers. State-dict keys are the
/// published ones, and so are the quirks with which the published weights were trained.</summary>
/// <remarks>The condition is the low-resolution picture; with <see cref="SwinUnetConfig.ConditionMask"/> the mask is its fourth
/// channel. Its sides are those of the latent times <c>LqSize / ImageSize</c>.</remarks>
internal sealed class SwinUnet : DiffusionNetwork, IDerivedKeys
{
    private readonly Linear time0, time2;
    private readonly ConditionExtractor condition;
    private readonly List<IUnetStage[]> inputBlocks = [], outputBlocks = [];
    private readonly HashSet<int> taps = [];
    private readonly IUnetStage[] middle;
    private readonly GroupNorm outNorm;
    private readonly Conv2d outConvolution;

    /// <summary>Creates the network with zero parameters; load or initialise them.</summary>
    /// <exception cref="TadSrException">The sizes do not fit together.</exception>
    public SwinUnet(SwinUnetConfig config)
        : base(nameof(SwinUnet))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        time0 = this.Place("time_embed.0", new Linear(config.ModelChannels, config.EmbedDim));
        time2 = this.Place("time_embed.2", new Linear(config.EmbedDim, config.EmbedDim));
        condition = new ConditionExtractor(this, "feature_extractor", config.ConditionChannels, config.ConditionStages);
        var features = new List<int>();
        var skips = BuildEncoder(features);
        var last = config.ChannelMult.Count - 1;
        var channels = config.Channels(last);
        middle =
        [
            Block("middle_block.0", channels, channels),
            this.Place("middle_block.1", new SwinLayer(config, last, channels)),
            Block("middle_block.2", channels, channels),
        ];
        FeatureChannels = [.. features, channels, channels];
        var top = BuildDecoder(skips, channels);
        outNorm = this.Place("out.0", new GroupNorm(32, top));
        outConvolution = this.Place("out.2", new Conv2d(top, config.OutChannels, 3, padding: 1, zeroInitialised: true));
        SizeMultiple = Multiple(config);
    }

    /// <summary>The sizes.</summary>
    public SwinUnetConfig Config { get; }

    /// <inheritdoc/>
    public override int LatentChannels => Config.OutChannels;

    /// <inheritdoc/>
    public override int SizeMultiple { get; }

    /// <inheritdoc/>
    public override int? NominalSide => Config.ImageSize;

    /// <inheritdoc/>
    public override IReadOnlyList<int> FeatureChannels { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var time = Time(t, x.dtype);
        var skips = new Stack<Tensor>();
        var h = Run(middle, Encode(x, lq, time, (_, output) => skips.Push(output)), time);
        foreach (var block in outputBlocks)
        {
            using var block_scope = NewDisposeScope();
            var skip = skips.Pop();
            var next = Run(block, cat([h, skip], 1), time);
            h.Dispose();
            skip.Dispose();
            h = next.MoveToOuterDisposeScope();
        }
        return outConvolution.forward(nn.functional.silu(outNorm.forward(h))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> EncoderFeatures(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var time = Time(t, x.dtype);
        var features = new List<Tensor>();
        var h = Encode(x, lq, time, (index, output) =>
        {
            if (taps.Contains(index))
                features.Add(output);
        });
        features.Add(Run(middle, h, time));
        return [.. features.Select(f => f.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public bool IsDerived(string key) => SwinFamily.ComputesItself(key);

    /// <summary>Runs the network and reports the output of every named part, for bisection against references.</summary>
    internal Dictionary<string, Tensor> Activations(Tensor x, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var result = new Dictionary<string, Tensor>
        {
            ["time_embed"] = TimeEmbedded(t, x.dtype),
            ["feature_extractor"] = condition.Forward(lq),
        };
        var time = Time(t, x.dtype);
        var skips = new Stack<Tensor>();
        var h = Encode(x, lq, time, (index, output) => skips.Push(result[$"input_blocks.{index}"] = output));
        h = result["middle_block"] = Run(middle, h, time);
        for (var i = 0; i < outputBlocks.Count; i++)
            h = result[$"output_blocks.{i}"] = Run(outputBlocks[i], cat([h, skips.Pop()], 1), time);
        foreach (var value in result.Values)
            value.MoveToOuterDisposeScope();
        return result;
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private Stack<int> BuildEncoder(List<int> features)
    {
        var skips = new Stack<int>();
        var channels = Config.Channels(0);
        Add([ConvStage.Stem(this, "input_blocks.0.0", Config.InChannels + condition.OutChannels, channels)]);
        for (var level = 0; level < Config.ChannelMult.Count; level++)
        {
            for (var i = 0; i < Config.ResBlocks[level]; i++)
            {
                var path = $"input_blocks.{inputBlocks.Count}";
                var residual = Block($"{path}.0", channels, Config.Channels(level));
                channels = Config.Channels(level);
                // The reference attends after the first block of a level only.
                Add(i == 0 && Config.Attends(level) ? [residual, this.Place($"{path}.1", new SwinLayer(Config, level, channels))] : [residual]);
            }
            if (level + 1 == Config.ChannelMult.Count)
                continue;
            var down = $"input_blocks.{inputBlocks.Count}.0";
            taps.Add(inputBlocks.Count);
            features.Add(channels);
            Add([Config.ResBlockUpDown ? Block(down, channels, channels, Resampling.Down) : ConvStage.Downsample(this, down, channels, channels)]);
        }
        taps.Add(inputBlocks.Count - 1);
        return skips;

        void Add(IUnetStage[] block)
        {
            inputBlocks.Add(block);
            skips.Push(channels);
        }
    }

    private int BuildDecoder(Stack<int> skips, int channels)
    {
        for (var level = Config.ChannelMult.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i <= Config.ResBlocks[level]; i++)
            {
                var path = $"output_blocks.{outputBlocks.Count}";
                var stages = new List<IUnetStage> { Block($"{path}.0", channels + skips.Pop(), Config.Channels(level)) };
                channels = Config.Channels(level);
                if (i == 0 && Config.Attends(level))
                    stages.Add(this.Place($"{path}.{stages.Count}", new SwinLayer(Config, level, channels)));
                if (level > 0 && i == Config.ResBlocks[level])
                {
                    var up = $"{path}.{stages.Count}";
                    stages.Add(Config.ResBlockUpDown ? Block(up, channels, channels, Resampling.Up) : ConvStage.Upsample(this, up, channels));
                }
                outputBlocks.Add([.. stages]);
            }
        }
        return channels;
    }

    private ResBlock Block(string path, int inChannels, int outChannels, Resampling resampling = Resampling.None) =>
        this.Place(path, new ResBlock(inChannels, outChannels, Config.EmbedDim, Config.ScaleShiftNorm, resampling));

    // Every output goes to the visitor and stays alive in the caller's scope; the last one is also returned.
    private Tensor Encode(Tensor x, Tensor lq, Tensor time, Action<int, Tensor> visit)
    {
        CheckSizes(x, lq);
        Tensor h;
        using (var scope = NewDisposeScope())
            h = cat([x, condition.Forward(lq)], 1).MoveToOuterDisposeScope();
        for (var i = 0; i < inputBlocks.Count; i++)
        {
            h = Run(inputBlocks[i], h, time);
            visit(i, h);
        }
        return h;
    }

    private static Tensor Run(IUnetStage[] block, Tensor h, Tensor time)
    {
        using var scope = NewDisposeScope();
        var x = h;
        foreach (var stage in block)
            x = stage.Forward(x, time);
        return x.MoveToOuterDisposeScope();
    }

    private Tensor Time(Tensor t, ScalarType dtype)
    {
        using var embedded = TimeEmbedded(t, dtype);
        return nn.functional.silu(embedded);
    }

    // The sinusoid is computed in float32 whatever the network runs in.
    private Tensor TimeEmbedded(Tensor t, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var hidden = time0.forward(TimeEmbedding.Sinusoid(t, Config.ModelChannels).to_type(dtype));
        return time2.forward(nn.functional.silu(hidden)).MoveToOuterDisposeScope();
    }

    private void CheckSizes(Tensor x, Tensor lq)
    {
        var (height, width, ratio) = (x.shape[2], x.shape[3], Config.LqSize / Config.ImageSize);
        if (height % SizeMultiple != 0 || width % SizeMultiple != 0)
            throw new TadSrException($"SwinUnet: the latent is {width}x{height}; both sides must be multiples of {SizeMultiple}. Pad it.", ErrorKind.Usage);
        if (lq.shape[1] != Config.ConditionChannels || lq.shape[2] != height * ratio || lq.shape[3] != width * ratio)
        {
            throw new TadSrException(
                $"SwinUnet: the condition has {lq.shape[1]} channels of {lq.shape[3]}x{lq.shape[2]}; a latent of {width}x{height} needs {Config.ConditionChannels} of {width * ratio}x{height * ratio}.",
                ErrorKind.Usage);
        }
    }

    private static int Multiple(SwinUnetConfig config)
    {
        var multiple = 1 << (config.ChannelMult.Count - 1);
        for (var level = 0; level < config.ChannelMult.Count; level++)
        {
            if (config.Attends(level) || level == config.ChannelMult.Count - 1)
                multiple = LeastCommonMultiple(multiple, config.Window(level) << level);
        }
        return multiple;
    }

    private static int LeastCommonMultiple(int a, int b) => a / (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b) * b;
}
