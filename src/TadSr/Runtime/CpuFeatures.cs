using System.Runtime.Intrinsics.X86;

namespace TadSr.Runtime;

/// <summary>What the processor can do, asked directly: .NET's own switches do not tell of bfloat16 units.</summary>
internal static class CpuFeatures
{
    /// <summary>Whether bfloat16 products run on units of their own (AVX512-BF16 or AMX-BF16). Elsewhere they are emulated,
    /// far slower than float32.</summary>
    public static bool HasBFloat16 { get; } = DetectBFloat16();

    private static bool DetectBFloat16()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
            return false;
        const int avx512Bf16 = 1 << 5, amxBf16 = 1 << 22;
        // Leaf 7 subleaf 1 exists only where subleaf 0 announces it.
        var hasSubleaf = X86Base.CpuId(7, 0).Eax >= 1;
        return (hasSubleaf && (X86Base.CpuId(7, 1).Eax & avx512Bf16) != 0) || (X86Base.CpuId(7, 0).Edx & amxBf16) != 0;
    }
}
