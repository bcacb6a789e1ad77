using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>A 3x3 convolution at its published place: the stem, a strided one between levels, or one after doubling the size.</summary>
internal sealed class ConvStage : IUnetStage
{
    private readonly Conv2d convolution;
    private readonly bool doubles;

    private ConvStage(Conv2d convolution, bool doubles)
    {
        this.convolution = convolution;
        this.doubles = doubles;
    }

    /// <summary>Keeps the size; key <c>path</c>.</summary>
    public static ConvStage Stem(nn.Module owner, string path, int inChannels, int outChannels) =>
        new(owner.Place(path, new Conv2d(inChannels, outChannels, 3, padding: 1)), false);

    /// <summary>Halves the size; key <c>path.op</c>.</summary>
    public static ConvStage Downsample(nn.Module owner, string path, int inChannels, int outChannels) =>
        new(owner.Place(path + ".op", new Conv2d(inChannels, outChannels, 3, stride: 2, padding: 1)), false);

    /// <summary>Doubles the size; key <c>path.conv</c>.</summary>
    public static ConvStage Upsample(nn.Module owner, string path, int channels) =>
        new(owner.Place(path + ".conv", new Conv2d(channels, channels, 3, padding: 1)), true);

    public Tensor Forward(Tensor h, Tensor activatedTime) => Forward(h);

    public Tensor Forward(Tensor h)
    {
        if (!doubles)
            return convolution.forward(h);
        using var larger = nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
        return convolution.forward(larger);
    }
}
