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
        _ => device.type == DeviceType.CUDA || CpuFeatures.HasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
    };

    /// <summary>The precision of an element type.</summary>
    public static Precision PrecisionOf(ScalarType type) => type == ScalarType.BFloat16 ? Precision.Bf16 : Precision.Fp32;
}
