using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>Picture to latent. Keys: <c>conv_in</c>, <c>down.L.{block,attn}.i</c>, <c>down.L.downsample.conv</c>, <c>mid.*</c>,
/// <c>norm_out</c>, <c>conv_out</c>.</summary>
internal sealed class VqganEncoder : CompositeModule
{
    private readonly List<(string Name, Func<Tensor, Tensor> Run)> steps = [];

    public VqganEncoder(VqganConfig config)
        : base(nameof(VqganEncoder))
    {
        var width = config.Channels;
        Add("conv_in", new Conv2d(config.ImageChannels, width, 3, padding: 1));
        for (var level = 0; level < config.ChannelMult.Count; level++)
        {
            for (var i = 0; i < config.ResBlocks[level]; i++)
            {
                var block = this.Place($"down.{level}.block.{i}", new VqganResBlock(width, config.Width(level)));
                steps.Add(($"down.{level}.block.{i}", block.Forward));
                width = config.Width(level);
                if (config.AttentionLevels.Contains(level))
                    AddAttention($"down.{level}.attn.{i}", width);
            }
            if (level + 1 == config.ChannelMult.Count)
                continue;
            var down = this.Place($"down.{level}.downsample.conv", new Conv2d(width, width, 3, stride: 2));
            steps.Add(($"down.{level}.downsample", x => Halve(x, down)));
        }
        var first = this.Place("mid.block_1", new VqganResBlock(width, width));
        steps.Add(("mid.block_1", first.Forward));
        AddAttention("mid.attn_1", width);
        var second = this.Place("mid.block_2", new VqganResBlock(width, width));
        steps.Add(("mid.block_2", second.Forward));
        var norm = this.Place("norm_out", new GroupNorm(32, width, VqganLayers.NormEpsilon));
        steps.Add(("norm_out", norm.forward));
        steps.Add(("swish", x => nn.functional.silu(x)));
        Add("conv_out", new Conv2d(width, config.ZChannels, 3, padding: 1));
    }

    /// <summary>(B, 3, H, W) to (B, z, H / f, W / f).</summary>
    /// <param name="x">The picture.</param>
    /// <param name="visit">Told every named result, for bisection against references.</param>
    public Tensor Forward(Tensor x, Action<string, Tensor>? visit = null) =>
        VqganLayers.Chain(x, steps.Select(step => (Func<Tensor, Tensor>)(h =>
        {
            var result = step.Run(h);
            visit?.Invoke(step.Name, result);
            return result;
        })));

    // Zeros on the right and at the bottom only: the published weights were trained with this lopsided padding.
    private static Tensor Halve(Tensor x, Conv2d convolution)
    {
        using var padded = nn.functional.pad(x, [0, 1, 0, 1]);
        return convolution.forward(padded);
    }

    private void Add(string path, Conv2d convolution)
    {
        this.Place(path, convolution);
        steps.Add((path, convolution.forward));
    }

    private void AddAttention(string path, int width)
    {
        var attention = this.Place(path, new VqganAttention(width));
        steps.Add((path, x => attention.Forward(x)));
    }
}
