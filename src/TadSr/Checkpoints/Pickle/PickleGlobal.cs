namespace TadSr.Checkpoints.Pickle;

/// <summary>A global that a checkpoint may name. Each is a case of a switch: nothing is looked up at run time.</summary>
/// <param name="Kind">What a call of it gives.</param>
/// <param name="Name">Module and name.</param>
/// <param name="ElementType">Of a storage type, when tensors of it can be read.</param>
/// <param name="ElementSize">Bytes of an element of a storage type, else 0.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, string Name, ElementType? ElementType = null, int ElementSize = 0)
{
    /// <summary>The global of that name, or null when it is not allowed.</summary>
    public static PickleGlobal? Find(string name) => name switch
    {
        "collections.OrderedDict" => new(PickleGlobalKind.OrderedDict, name),
        "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => new(PickleGlobalKind.RebuildTensor, name),
        "torch._utils._rebuild_parameter" => new(PickleGlobalKind.RebuildParameter, name),
        "torch.Size" => new(PickleGlobalKind.Size, name),
        "torch.device" or "torch.serialization._get_layout" => new(PickleGlobalKind.Opaque, name),
        "numpy.dtype" or "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" or "_codecs.encode" => new(PickleGlobalKind.Opaque, name),
        "torch.DoubleStorage" => Storage(name, Checkpoints.ElementType.Float64),
        "torch.FloatStorage" => Storage(name, Checkpoints.ElementType.Float32),
        "torch.HalfStorage" => Storage(name, Checkpoints.ElementType.Float16),
        "torch.BFloat16Storage" => Storage(name, Checkpoints.ElementType.BFloat16),
        "torch.LongStorage" => Storage(name, Checkpoints.ElementType.Int64),
        "torch.IntStorage" => Storage(name, Checkpoints.ElementType.Int32),
        "torch.ShortStorage" => Storage(name, Checkpoints.ElementType.Int16),
        "torch.CharStorage" => Storage(name, Checkpoints.ElementType.Int8),
        "torch.ByteStorage" => Storage(name, Checkpoints.ElementType.UInt8),
        "torch.BoolStorage" => Storage(name, Checkpoints.ElementType.Bool),
        "torch.ComplexDoubleStorage" => new(PickleGlobalKind.Storage, name, null, 16),
        "torch.ComplexFloatStorage" => new(PickleGlobalKind.Storage, name, null, 8),
        "torch.QInt32Storage" => new(PickleGlobalKind.Storage, name, null, 4),
        "torch.QInt8Storage" or "torch.QUInt8Storage" => new(PickleGlobalKind.Storage, name, null, 1),
        _ => null,
    };

    private static PickleGlobal Storage(string name, ElementType type) => new(PickleGlobalKind.Storage, name, type, type.Size());
}
