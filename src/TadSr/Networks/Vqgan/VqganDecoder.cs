using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>Latent to picture. Keys: <c>conv_in</c>, <c>mid.*</c>, <c>up.L.{block,attn}.i</c>, <c>up.L.upsample.conv</c>,
/// <c>norm_out</c>, <c>conv_out</c>; levels run from the last to 0.</summary>
internal sealed class VqganDecoder : CompositeModule
{
    private readonly List<(string Name, Func<Tensor, Tensor> Run)> steps = [];

    public VqganDecoder(VqganConfig config)
        : base(nameof(VqganDecoder))
    {
        var width = config.Width(config.ChannelMult.Count - 1);
        var input = this.Place("conv_in", new Conv2d(config.ZChannels, width, 3, padding: 1));
        steps.Add(("conv_in", input.forward));
        AddBlock("mid.block_1", width, width);
        AddAttention("mid.attn_1", width);
        AddBlock("mid.block_2", width, width);
        for (var level = config.ChannelMult.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i <= config.ResBlocks[level]; i++)
            {
                AddBlock($"up.{level}.block.{i}", width, config.Width(level));
                width = config.Width(level);
                if (config.AttentionLevels.Contains(level))
                    AddAttention($"up.{level}.attn.{i}", width);
            }
            if (level == 0)
                continue;
            var up = ConvStage.Upsample(this, $"up.{level}.upsample", width);
            steps.Add(($"up.{level}.upsample", up.Forward));
        }
        var norm = this.Place("norm_out", new GroupNorm(32, width, VqganLayers.NormEpsilon));
        steps.Add(("norm_out", norm.forward));
        steps.Add(("swish", x => nn.functional.silu(x)));
        Last = this.Place("conv_out", new Conv2d(width, config.ImageChannels, 3, padding: 1));
        steps.Add(("conv_out", Last.forward));
    }

    /// <summary>The last convolution: gradients of its weight balance the losses of the codec's training.</summary>
    public Conv2d Last { get; }

    /// <summary>(B, z, h, w) to (B, 3, h f, w f).</summary>
    /// <param name="z">The latent.</param>
    /// <param name="visit">Told every named result, for bisection against references.</param>
    public Tensor Forward(Tensor z, Action<string, Tensor>? visit = null) =>
        VqganLayers.Chain(z, steps.Select(step => (Func<Tensor, Tensor>)(h =>
        {
            var result = step.Run(h);
            visit?.Invoke(step.Name, result);
            return result;
        })));

    private void AddBlock(string path, int inChannels, int outChannels)
    {
        var block = this.Place(path, new VqganResBlock(inChannels, outChannels));
        steps.Add((path, block.Forward));
    }

    private void AddAttention(string path, int width)
    {
        var attention = this.Place(path, new VqganAttention(width));
        steps.Add((path, x => attention.Forward(x)));
    }
}
