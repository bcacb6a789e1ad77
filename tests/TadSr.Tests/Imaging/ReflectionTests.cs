using System.Globalization;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Tests.Parity;
using static TorchSharp.torch;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Parity")]
public sealed class ReflectionTests
{
    public static TheoryData<string> Cases => References.Cases("resample_pad");

    [Theory]
    [InlineData(1, "0000000|0|0000000")]
    [InlineData(2, "1010101|01|0101010")]
    [InlineData(3, "1210121|012|1012101")]
    [InlineData(4, "1012321|0123|2101232")]
    public void Edge_that_is_met_once_turns_the_way(int length, string expected)
        => Assert.Equal(expected, Around(length, Reflection.EdgeOnce));

    [Theory]
    [InlineData(1, "0000000|0|0000000")]
    [InlineData(2, "1100110|01|1001100")]
    [InlineData(3, "0012210|012|2100122")]
    [InlineData(4, "1233210|0123|3210012")]
    public void Edge_that_is_repeated_is_met_twice(int length, string expected)
        => Assert.Equal(expected, Around(length, Reflection.EdgeRepeated));

    [Fact]
    public void Any_distance_gives_a_place_inside_and_periods_repeat()
    {
        foreach (var length in new[] { 1, 2, 3, 17, 1000 })
        {
            foreach (var index in new[] { -1_000_000_007, -999_999, -12_345, 12_345, 999_999, 1_000_000_007 })
            {
                var (once, repeated) = (2 * Math.Max(1, length - 1), 2 * length);
                Assert.InRange(Reflection.EdgeOnce(index, length), 0, length - 1);
                Assert.InRange(Reflection.EdgeRepeated(index, length), 0, length - 1);
                Assert.Equal(Reflection.EdgeOnce(index % once, length), Reflection.EdgeOnce(index, length));
                Assert.Equal(Reflection.EdgeRepeated(index % repeated, length), Reflection.EdgeRepeated(index, length));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Padding_equals_the_reference(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        foreach (var name in golden.Names.Where(n => n.StartsWith("out.pad", StringComparison.Ordinal)))
        {
            var x = golden.Tensor("in." + name[4..]);
            var expected = golden.Tensor(name);
            var multiple = int.Parse(name[7..], CultureInfo.InvariantCulture);
            Close.Absolute(expected, x.index_select(2, Sources((int)x.shape[2], multiple)).index_select(3, Sources((int)x.shape[3], multiple)), 0, name);
        }
    }

    // Seven places before the side, the side, seven behind it.
    private static string Around(int length, Func<int, int, int> reflect)
    {
        return $"{Places(-7, 7)}|{Places(0, length)}|{Places(length, 7)}";

        string Places(int first, int count) => string.Concat(Enumerable.Range(first, count).Select(i => reflect(i, length)));
    }

    private static Tensor Sources(int length, int multiple)
        => tensor(Enumerable.Range(0, PaddedPicture.PaddedLength(length, multiple)).Select(i => (long)Reflection.EdgeOnce(i, length)).ToArray());
}
