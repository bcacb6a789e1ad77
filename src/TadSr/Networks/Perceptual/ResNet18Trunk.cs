using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>ResNet-18 (ImageNet) up to its third stage, batch norms folded; taps 0 to 3 after conv1 (1/2 of the size) and the
/// three stages (1/4, 1/8, 1/16). Keys <c>conv1</c>, <c>layerL.B.conv1</c>, <c>layerL.B.conv2</c>, <c>layerL.0.downsample</c>.</summary>
/// <remarks>The source (a CNTK export) pads its strided layers by one pixel less after than before. On even sizes that is the
/// same as equal padding with sizes rounded down, and the input is cut to multiples of 32, so every size is even. The pool
/// comes after a ReLU, so zeros around it change nothing either.</remarks>
internal sealed class ResNet18Trunk : FeatureTrunk
{
    internal const int LeastSide = SizeMultiple;
    private const int SizeMultiple = 32;
    private readonly Conv2d conv1;
    private readonly Sequential layer1, layer2, layer3;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public ResNet18Trunk()
        : base(nameof(ResNet18Trunk))
    {
        conv1 = new Conv2d(3, 64, 7, stride: 2, padding: 3);
        layer1 = Stage(64, 64);
        layer2 = Stage(64, 128);
        layer3 = Stage(128, 256);
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "resnet18";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; } = [64, 64, 128, 256];

    /// <inheritdoc/>
    public override int MinimumSide => LeastSide;

    /// <summary>Cuts right and bottom to multiples of 32, then BGR, 0..255, minus the mean of the training data.</summary>
    protected override Tensor Prepare(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (rgb.shape[2] / SizeMultiple * SizeMultiple, rgb.shape[3] / SizeMultiple * SizeMultiple);
        var mean = tensor([103.06262, 115.902885, 123.15163], rgb.dtype, rgb.device).view(1, 3, 1, 1);
        return (rgb.narrow(2, 0, height).narrow(3, 0, width).flip(1) * 255 - mean).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x)
    {
        var tap0 = nn.functional.relu(conv1.call(x));
        var tap1 = layer1.call(nn.functional.max_pool2d(tap0, 3, stride: 2, padding: 1));
        var tap2 = layer2.call(tap1);
        return [tap0, tap1, tap2, layer3.call(tap2)];
    }

    private static Sequential Stage(int inChannels, int outChannels) =>
        nn.Sequential(("0", new BasicBlock(inChannels, outChannels)), ("1", new BasicBlock(outChannels, outChannels)));
}
