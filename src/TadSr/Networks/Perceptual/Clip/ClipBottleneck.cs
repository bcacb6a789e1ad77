using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>CLIP's bottleneck: it halves by means of 2 x 2, after its 3 x 3 convolution and before the one of its shortcut.</summary>
internal sealed class ClipBottleneck : IDisposable
{
    private const int Expansion = 4;
    private readonly ClipConvNorm narrow, middle, wide;
    private readonly ClipConvNorm? shortcut;
    private readonly bool halves;

    /// <summary>Places the layers below a path; they give four times <paramref name="width"/> channels.</summary>
    public ClipBottleneck(nn.Module owner, string path, int inChannels, int width, bool halves)
    {
        this.halves = halves;
        narrow = new ClipConvNorm(owner, $"{path}.conv1", $"{path}.bn1", inChannels, width, 1);
        middle = new ClipConvNorm(owner, $"{path}.conv2", $"{path}.bn2", width, width, 3);
        wide = new ClipConvNorm(owner, $"{path}.conv3", $"{path}.bn3", width, Expansion * width, 1);
        if (halves || inChannels != Expansion * width)
            shortcut = new ClipConvNorm(owner, $"{path}.downsample.0", $"{path}.downsample.1", inChannels, Expansion * width, 1);
    }

    /// <summary>Its convolutions.</summary>
    public IEnumerable<ClipConvNorm> Convolutions => shortcut is null ? [narrow, middle, wide] : [narrow, middle, wide, shortcut];

    /// <summary>(B, in, H, W) to (B, 4 width, H', W').</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = wide.Forward(Halve(middle.Forward(narrow.Forward(x))), activates: false);
        return h.add_(shortcut is null ? x : shortcut.Forward(Halve(x), activates: false)).relu_().MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var convolution in Convolutions)
            convolution.Dispose();
    }

    private Tensor Halve(Tensor x) => halves ? nn.functional.avg_pool2d(x, 2) : x;
}
