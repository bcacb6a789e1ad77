using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class InstructionSetsTests
{
    [Fact]
    public void Processor_without_avx2_is_refused_in_one_line()
    {
        var error = Assert.Throws<TadSrException>(() => InstructionSets.Require(Architecture.X64, hasAvx2: false));

        Assert.StartsWith("this processor has no AVX2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(ErrorKind.Environment, error.Kind);
    }

    [Theory]
    [InlineData(Architecture.X64, true)]
    [InlineData(Architecture.Arm64, false)]
    public void Processor_that_libtorch_runs_on_passes(Architecture architecture, bool hasAvx2) =>
        Assert.Null(Record.Exception(() => InstructionSets.Require(architecture, hasAvx2)));
}
