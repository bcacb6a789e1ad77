using TadSr.Imaging;
using TadSr.Networks.Perceptual.Inception;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>Brings pictures to the size and range that the Inception network of FID takes.</summary>
internal static class InceptionInput
{
    private const int Side = InceptionNetwork.Side;

    /// <summary>Mode "clean": every channel is reduced in float32 as Pillow does it (bicubic, against aliasing), limited to 0..255 and
    /// not rounded; then (v - 128) / 128.</summary>
    /// <returns>(1, 3, 299, 299) on the CPU.</returns>
    public static Tensor Clean(RgbPicture picture)
    {
        using var scope = NewDisposeScope();
        return ((tensor(CleanResized(picture).Values, [1, 3, Side, Side]) - 128) / 128).MoveToOuterDisposeScope();
    }

    /// <summary>Mode "legacy_pytorch": bilinear without a filter against aliasing; then v / 255 * 2 - 1.</summary>
    /// <returns>(1, 3, 299, 299) on the CPU.</returns>
    public static Tensor Legacy(RgbPicture picture)
    {
        using var scope = NewDisposeScope();
        return (LegacyResized(picture) / 255 * 2 - 1).MoveToOuterDisposeScope();
    }

    /// <summary>(3, 299, 299), 0 to 255.</summary>
    internal static Planes<float> CleanResized(RgbPicture picture)
    {
        var result = new Planes<float>(3, Side, Side);
        var plane = new float[picture.Width * picture.Height];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < plane.Length; i++)
                plane[i] = picture.Samples[3 * i + channel];
            var resampling = new PlaneResampling(plane, picture.Width, picture.Height, Side, Side);
            for (var y = 0; y < Side; y++)
                resampling.Row(y, result.Row(channel, y));
        }
        foreach (ref var value in result.Values.AsSpan())
            value = Math.Clamp(value, 0, 255);
        return result;
    }

    /// <summary>(1, 3, 299, 299), 0 to 255.</summary>
    internal static Tensor LegacyResized(RgbPicture picture)
    {
        using var scope = NewDisposeScope();
        var samples = tensor(picture.Samples, [1, picture.Height, picture.Width, 3]).permute(0, 3, 1, 2).to_type(ScalarType.Float32).contiguous();
        return nn.functional.interpolate(samples, [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }
}
