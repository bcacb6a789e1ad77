using TadSr.Imaging;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>Windows as tensors and back: the border between plain numbers and libtorch.</summary>
internal static class TensorWindows
{
    /// <summary>(B, C, H, W) float32 on a device, from planes of one size.</summary>
    public static Tensor Stack(IReadOnlyList<Planes<float>> planes, Device device)
    {
        using var scope = NewDisposeScope();
        var first = planes[0];
        long[] shape = [first.Channels, first.Height, first.Width];
        return stack([.. planes.Select(p => tensor(p.Values, shape))]).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Copies (B, C, H, W) into planes, one for each sample.</summary>
    /// <exception cref="TadSrException">The batch has another shape, as a network or codec of a caller's own can give.</exception>
    public static void Copy(Tensor batch, IReadOnlyList<Planes<float>> results)
    {
        long[] expected = [results.Count, results[0].Channels, results[0].Height, results[0].Width];
        if (!batch.shape.AsSpan().SequenceEqual(expected))
            throw new TadSrException($"the model gives a result of ({string.Join(", ", batch.shape)}), expected was ({string.Join(", ", expected)}); its parts do not fit each other or the scale.", ErrorKind.NonFinite);
        using var scope = NewDisposeScope();
        for (var i = 0; i < results.Count; i++)
            HostMemory.Copy(batch[i].to_type(ScalarType.Float32), results[i].Values.AsSpan());
    }

    /// <summary>Channels-last where the processor's fast convolutions want it.</summary>
    public static Tensor Layout(Tensor x) =>
        CpuFeatures.HasBFloat16 || x.device_type == TorchSharp.DeviceType.CUDA ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;

    /// <summary>Runs in an element type, and again in float32 where the result of a smaller one is not finite.</summary>
    /// <param name="type">The element type.</param>
    /// <param name="windows">For the message.</param>
    /// <param name="repeats">Counts second runs.</param>
    /// <param name="run">Gives the result in float32.</param>
    /// <exception cref="TadSrException">It is not finite in float32 either.</exception>
    public static Tensor Finite(ScalarType type, IReadOnlyList<UpscaleWindow> windows, ref int repeats, Func<ScalarType, Tensor> run)
    {
        var result = run(type);
        if (!AllFinite(result) && type != ScalarType.Float32)
        {
            repeats++;
            result.Dispose();
            result = run(ScalarType.Float32);
        }
        if (!AllFinite(result))
        {
            throw new TadSrException(
                $"the network gives values that are not finite in the tile at ({windows[0].Left}, {windows[0].Top}); the weights are damaged or do not fit.", ErrorKind.NonFinite);
        }
        return result;
    }

    private static bool AllFinite(Tensor x)
    {
        using var scope = NewDisposeScope();
        return isfinite(x.sum()).item<bool>() || isfinite(x).all().item<bool>();
    }
}
