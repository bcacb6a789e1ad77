using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>A decoded 8-bit picture, as every metric sees it: metrics are defined on saved pictures, not on a network's output.</summary>
public sealed class RgbPicture
{
    /// <summary>Wraps samples, which are not copied.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="samples">Rows from the top, R, G, B interleaved.</param>
    /// <exception cref="ArgumentException">The array is not height x width x 3 long.</exception>
    public RgbPicture(int width, int height, byte[] samples)
    {
        if (samples.LongLength != 3L * width * height)
            throw new ArgumentException($"{samples.LongLength} samples cannot be {height} x {width} x 3", nameof(samples));
        (Width, Height, Samples) = (width, height, samples);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Rows from the top, R, G, B interleaved.</summary>
    public byte[] Samples { get; }

    /// <summary>(1, 3, H, W) float32, value / 255.</summary>
    public Tensor ToTensor(Device device)
    {
        using var scope = NewDisposeScope();
        var hwc = tensor(Samples, [Height, Width, 3]).to(device);
        return (hwc.permute(2, 0, 1).unsqueeze(0).to_type(ScalarType.Float32) / 255).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a reference that is absent or of another size.</summary>
    /// <exception cref="TadSrException">The sizes differ.</exception>
    internal RgbPicture Beside(RgbPicture? reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Width != Width || reference.Height != Height)
            throw new TadSrException($"is {Width} x {Height}, its reference {reference.Width} x {reference.Height}", ExitCode.BadFile);
        return reference;
    }

    /// <summary>Refuses a picture that is too small.</summary>
    /// <exception cref="TadSrException">A side is shorter than <paramref name="side"/>.</exception>
    internal void AtLeast(int side, string metric)
    {
        if (Math.Min(Width, Height) < side)
            throw new TadSrException($"is {Width} x {Height}; {metric} needs at least {side} pixels in each direction", ExitCode.BadFile);
    }
}
