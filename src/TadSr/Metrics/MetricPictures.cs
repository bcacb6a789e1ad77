using TadSr.Imaging;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>What metrics ask of a picture. They are defined on saved 8-bit pictures, not on a network's output.</summary>
internal static class MetricPictures
{
    /// <summary>(1, 3, H, W) float32, value / 255.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="device">Where the tensor lies.</param>
    public static Tensor ToTensor(this RgbPicture picture, Device device)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var scope = NewDisposeScope();
        var hwc = tensor(picture.Samples, [picture.Height, picture.Width, 3]).to(device);
        return (hwc.permute(2, 0, 1).unsqueeze(0).to_type(ScalarType.Float32) / 255).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a reference that is absent or of another size.</summary>
    /// <returns>The reference.</returns>
    /// <exception cref="TadSrException">The sizes differ.</exception>
    internal static RgbPicture Beside(this RgbPicture picture, RgbPicture? reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Width != picture.Width || reference.Height != picture.Height)
            throw new TadSrException($"is {picture.Width} x {picture.Height}, its reference {reference.Width} x {reference.Height}", ErrorKind.BadFile);
        return reference;
    }

    /// <summary>Refuses a picture that is too small.</summary>
    /// <exception cref="TadSrException">A side is shorter than <paramref name="side"/>.</exception>
    internal static void AtLeast(this RgbPicture picture, int side, string metric)
    {
        if (Math.Min(picture.Width, picture.Height) < side)
            throw new TadSrException($"is {picture.Width} x {picture.Height}; {metric} needs at least {side} pixels in each direction", ErrorKind.BadFile);
    }
}
