using TadSr.Configuration;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The element type in which a run's networks compute: decided by the hardware's features, never by timing.</summary>
public static class ComputeType
{
    /// <summary>Resolves a configured precision for a device.</summary>
    public static ScalarType Of(Precision precision, Device device) => precision switch
    {
        Precision.Fp32 => ScalarType.Float32,
        Precision.Bf16 => ScalarType.BFloat16,
        _ => device.type == DeviceType.CUDA || CpuFeatures.HasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
    };
}
