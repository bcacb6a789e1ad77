using TadSr.Inference;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class ReflectPaddingTests
{
    [Theory]
    [InlineData(1, "000000")]
    [InlineData(2, "010101")]
    [InlineData(3, "012101")]
    [InlineData(4, "012321")]
    public void Reflection_goes_to_and_fro_when_the_side_is_short(int length, string expected)
        => Assert.Equal(expected, string.Concat(Enumerable.Range(0, 6).Select(i => ReflectPadding.Source(i, length))));
}
