using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Runtime;

/// <summary>The elements of tensors as .NET sees them. A span over a tensor exists only on the processor; what may lie on another
/// device is copied.</summary>
internal static class HostMemory
{
    /// <summary>The elements of a contiguous tensor of the processor, row-major; writing to them changes the tensor.</summary>
    /// <exception cref="ArgumentException">The tensor lies on another device, has gaps, or elements of another size.</exception>
    public static Span<T> Of<T>(Tensor tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (tensor.device_type != DeviceType.CPU)
            throw new ArgumentException($"the tensor lies on {tensor.device}; copy it to the processor first", nameof(tensor));
        if (tensor.ElementSize != Unsafe.SizeOf<T>() || !tensor.is_contiguous())
            throw new ArgumentException($"the tensor is no contiguous one of {typeof(T).Name} but of {tensor.dtype} with strides [{string.Join(", ", tensor.stride())}]", nameof(tensor));
        return MemoryMarshal.Cast<byte, T>(tensor.bytes);
    }

    /// <summary>Copies the elements of a tensor of any device and layout, row-major.</summary>
    /// <exception cref="ArgumentException">The elements have another size or do not fit.</exception>
    public static void Copy<T>(Tensor tensor, Span<T> destination)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        Of<T>(tensor.detach().cpu().contiguous()).CopyTo(destination);
    }
}
