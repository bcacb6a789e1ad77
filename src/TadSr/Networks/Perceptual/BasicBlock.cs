using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>ResNet's basic block with the batch norms folded into its convolutions: relu(conv2(relu(conv1(x))) + shortcut).
/// Keys <c>conv1</c>, <c>conv2</c> and, where the size changes, <c>downsample</c>.</summary>
internal sealed class BasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? downsample;

    /// <summary>Creates the block; with more channels than before it halves the size.</summary>
    public BasicBlock(int inChannels, int outChannels)
        : base(nameof(BasicBlock))
    {
        var stride = inChannels == outChannels ? 1 : 2;
        conv1 = new Conv2d(inChannels, outChannels, 3, stride, padding: 1);
        conv2 = new Conv2d(outChannels, outChannels, 3, padding: 1);
        if (stride == 2)
            downsample = new Conv2d(inChannels, outChannels, 1, stride);
        RegisterComponents();
    }

    /// <summary>(B, in, H, W) to (B, out, H / stride, W / stride).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = conv2.call(nn.functional.relu(conv1.call(x)));
        return nn.functional.relu(inner + (downsample?.call(x) ?? x)).MoveToOuterDisposeScope();
    }
}
