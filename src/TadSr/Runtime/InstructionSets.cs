using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TadSr.Runtime;

/// <summary>What libtorch demands of the processor. Where it is missing, libtorch ends the process with an illegal
/// instruction and without a word, so it is asked for before the library loads.</summary>
internal static class InstructionSets
{
    /// <summary>Refuses a processor that libtorch cannot run on.</summary>
    /// <exception cref="TadSrException">An x64 processor, or a virtual one, without AVX2 and FMA.</exception>
    public static void Require() => Require(RuntimeInformation.ProcessArchitecture, Avx2.IsSupported && Fma.IsSupported);

    /// <summary>As <see cref="Require()"/>, with the answers of the processor given.</summary>
    internal static void Require(Architecture architecture, bool hasAvx2)
    {
        if (architecture == Architecture.X64 && !hasAvx2)
        {
            throw new TadSrException(
                "this processor has no AVX2 and FMA instructions, which libtorch needs. In a virtual machine choose the processor type of the host; " +
                "otherwise use a processor made since about 2015.",
                ErrorKind.Environment);
        }
    }
}
