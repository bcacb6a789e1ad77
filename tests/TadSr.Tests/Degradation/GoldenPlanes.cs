using System.Numerics;
using System.Runtime.InteropServices;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Tests.Parity;
using TorchSharp;

namespace TadSr.Tests.Degradation;

/// <summary>Reference tensors as plain pictures.</summary>
internal static class GoldenPlanes
{
    public static T[] Values<T>(this GoldenFile file, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var tensor = file.Tensor(name);
        return tensor.dtype == torch.ScalarType.Float64
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, double>(tensor.bytes).ToArray(), T.CreateChecked)
            : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray(), T.CreateChecked);
    }

    public static int[] Shape(this GoldenFile file, string name)
    {
        using var tensor = file.Tensor(name);
        return Array.ConvertAll(tensor.shape, side => (int)side);
    }

    /// <summary>One picture of a (B, C, H, W) or (C, H, W) tensor.</summary>
    public static Planes<T> Picture<T>(this GoldenFile file, string name, int sample = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = file.Shape(name);
        var (c, h, w) = (shape[^3], shape[^2], shape[^1]);
        return new Planes<T>(c, h, w, file.Values<T>(name).AsSpan(sample * c * h * w, c * h * w).ToArray());
    }

    /// <summary>One kernel of a (B, k, k) or (k, k) tensor.</summary>
    public static BlurKernel Kernel(this GoldenFile file, string name, int sample = 0)
    {
        var size = file.Shape(name)[^1];
        return new BlurKernel(size, file.Values<double>(name).AsSpan(sample * size * size, size * size).ToArray());
    }

    public static void Near<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double tolerance, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var gap = Math.Abs(double.CreateChecked(expected[i]) - double.CreateChecked(actual[i]));
            Assert.False(double.IsNaN(gap), $"{name}: NaN at {i}");
            worst = Math.Max(worst, gap);
        }

        Assert.True(worst <= tolerance, $"{name}: gap {worst:E2} is above {tolerance:E2}");
    }

    public static void Near<T>(Planes<T> expected, Planes<T> actual, double tolerance, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Assert.Equal((expected.Channels, expected.Height, expected.Width), (actual.Channels, actual.Height, actual.Width));
        Near<T>(expected.Values, actual.Values, tolerance, name);
    }
}
