namespace TadSr.Runtime;

/// <summary>Element type in which networks compute; weights and sums of gradients stay float32.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the processor or device has units for it, else float32.</summary>
    Auto,

    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>float16, on CUDA and for inference alone: what the published programs of diffusion models compute in.</summary>
    Fp16,
}
