using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>MANIQA's Swin stage: two layers of two blocks and a 3x3 convolution, each layer scaled and added to its input.
/// Keys <c>layers.L.blocks.B</c>, <c>layers.L.conv</c>.</summary>
internal sealed class WindowStage : CompositeLayer
{
    private const int Layers = 2, Blocks = 2;
    private readonly double scale;
    private readonly WindowBlock[][] blocks;
    private readonly Conv2d[] convolutions;

    public WindowStage(int side, int width, double scale)
        : base(nameof(WindowStage))
    {
        this.scale = scale;
        blocks = new WindowBlock[Layers][];
        convolutions = new Conv2d[Layers];
        for (var layer = 0; layer < Layers; layer++)
        {
            blocks[layer] = [.. Enumerable.Range(0, Blocks).Select(i => this.Place($"layers.{layer}.blocks.{i}", new WindowBlock(side, width, shifted: i % 2 == 1)))];
            convolutions[layer] = this.Place($"layers.{layer}.conv", new Conv2d(width, width, 3, padding: 1));
        }
    }

    /// <summary>(B, C, S, S) to the same shape.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (b, c, side) = (x.shape[0], x.shape[1], x.shape[2]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var tokens = x.flatten(2).transpose(1, 2).contiguous();
            foreach (var block in blocks[layer])
                tokens = block.call(tokens);
            var map = nn.functional.relu(convolutions[layer].call(tokens.transpose(1, 2).contiguous().view(b, c, side, side)));
            x = map * scale + x;
        }
        return x.MoveToOuterDisposeScope();
    }
}
