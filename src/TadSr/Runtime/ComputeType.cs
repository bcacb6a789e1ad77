using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Runtime;

/// <summary>The element type in which networks compute: decided by the hardware's features, never by timing.</summary>
internal static class ComputeType
{
    /// <summary>Resolves a configured precision for a device.</summary>
    public static ScalarType Of(Precision precision, Device device) => precision switch
    {
        Precision.Fp32 => ScalarType.Float32,
        Precision.Bf16 => ScalarType.BFloat16,
        Precision.Fp16 => device.type == DeviceType.CUDA
            ? ScalarType.Float16
            : throw new TadSrException($"{Setting.Precision} is fp16, which is for CUDA, and the device is {device}; use fp32 or bf16.", ErrorKind.Usage),
        _ => device.type == DeviceType.CUDA || CpuFeatures.HasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
    };

    /// <summary>The precision of an element type.</summary>
    public static Precision PrecisionOf(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => Precision.Bf16,
        ScalarType.Float16 => Precision.Fp16,
        _ => Precision.Fp32,
    };
}
