namespace TadSr.Checkpoints.Pickle;

/// <summary>A global that a checkpoint names. Each is a case of a switch: nothing is looked up at run time.</summary>
/// <param name="Kind">What may be done with it.</param>
/// <param name="Name">Module and name.</param>
/// <param name="ElementType">Of a storage type, when tensors of it can be read.</param>
/// <param name="ElementSize">Bytes of an element of a storage type, else 0.</param>
internal sealed record PickleGlobal(PickleGlobalKind Kind, string Name, ElementType? ElementType = null, int ElementSize = 0)
{
    /// <summary>Index of the opcode that named it, for messages.</summary>
    public int At { get; init; }

    /// <summary>The global of that name; a foreign one when it is not known.</summary>
    public static PickleGlobal Find(string name) =>
        Storage(name) ?? new PickleGlobal(Plain(name) ?? Classes(name) ?? PickleGlobalKind.Foreign, name);

    /// <summary>Tensors and the values of Python and PyTorch that hold or describe them.</summary>
    private static PickleGlobalKind? Plain(string name) => name switch
    {
        "collections.OrderedDict" => PickleGlobalKind.OrderedDict,
        "collections.Counter" => PickleGlobalKind.Dictionary,
        "collections.defaultdict" => PickleGlobalKind.DefaultDict,
        "collections.deque" or "builtins.set" or "builtins.frozenset" or "__builtin__.set" or "__builtin__.frozenset" => PickleGlobalKind.Items,
        "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" => PickleGlobalKind.RebuildTensor,
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" => PickleGlobalKind.RebuildParameter,
        "torch.Size" => PickleGlobalKind.Size,
        "torch.device" or "torch.serialization._get_layout" => PickleGlobalKind.Opaque,
        "torch.float64" or "torch.float32" or "torch.float16" or "torch.bfloat16" => PickleGlobalKind.Value,
        "torch.float8_e4m3fn" or "torch.float8_e4m3fnuz" or "torch.float8_e5m2" or "torch.float8_e5m2fnuz" or "torch.float8_e8m0fnu" => PickleGlobalKind.Value,
        "torch.int64" or "torch.int32" or "torch.int16" or "torch.int8" or "torch.bool" => PickleGlobalKind.Value,
        "torch.uint64" or "torch.uint32" or "torch.uint16" or "torch.uint8" => PickleGlobalKind.Value,
        "torch.complex128" or "torch.complex64" or "torch.complex32" => PickleGlobalKind.Value,
        "torch.qint32" or "torch.qint8" or "torch.quint8" or "torch.quint4x2" or "torch.quint2x4" => PickleGlobalKind.Value,
        "torch.jit._pickle.build_intlist" or "torch.jit._pickle.build_doublelist" or "torch.jit._pickle.build_boollist"
            or "torch.jit._pickle.build_tensorlist" or "torch.jit._pickle.restore_type_tag" => PickleGlobalKind.First,
        "numpy.dtype" or "_codecs.encode" => PickleGlobalKind.Opaque,
        "numpy.core.multiarray.scalar" or "numpy._core.multiarray.scalar" => PickleGlobalKind.Opaque,
        "numpy.core.multiarray._reconstruct" or "numpy._core.multiarray._reconstruct" => PickleGlobalKind.Opaque,
        _ => null,
    };

    /// <summary>Names of classes, and classes that training programs keep their settings in.</summary>
    private static PickleGlobalKind? Classes(string name) => name switch
    {
        "builtins.bool" or "builtins.dict" or "builtins.float" or "builtins.int" or "builtins.list" or "builtins.str" or "builtins.tuple" => PickleGlobalKind.Class,
        "__builtin__.bool" or "__builtin__.dict" or "__builtin__.float" or "__builtin__.int" or "__builtin__.long" or "__builtin__.list"
            or "__builtin__.str" or "__builtin__.unicode" or "__builtin__.tuple" => PickleGlobalKind.Class,
        "numpy.ndarray" or "typing.Any" => PickleGlobalKind.Class,
        "argparse.Namespace" or "types.SimpleNamespace" or "easydict.EasyDict" or "yacs.config.CfgNode" => PickleGlobalKind.Object,
        "pytorch_lightning.utilities.parsing.AttributeDict" or "lightning_fabric.utilities.data.AttributeDict"
            or "lightning.fabric.utilities.data.AttributeDict" => PickleGlobalKind.Object,
        "omegaconf.dictconfig.DictConfig" or "omegaconf.listconfig.ListConfig" or "omegaconf.base.Metadata" or "omegaconf.base.ContainerMetadata"
            or "omegaconf.nodes.AnyNode" or "omegaconf.nodes.BooleanNode" or "omegaconf.nodes.FloatNode" or "omegaconf.nodes.IntegerNode"
            or "omegaconf.nodes.StringNode" => PickleGlobalKind.Object,
        "pathlib.Path" or "pathlib.PosixPath" or "pathlib.PurePosixPath" or "pathlib.WindowsPath" or "pathlib.PureWindowsPath" => PickleGlobalKind.Opaque,
        "datetime.datetime" or "datetime.date" or "datetime.timedelta" => PickleGlobalKind.Opaque,
        _ when name.StartsWith(PickleObject.ModulePrefix, StringComparison.Ordinal) => PickleGlobalKind.Object,
        _ => null,
    };

    private static PickleGlobal? Storage(string name) => name switch
    {
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
