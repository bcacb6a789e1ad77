using System.Runtime.InteropServices;
using TadSr.Degradation;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Degradation;

public sealed class PairPoolTests
{
    public static TheoryData<string> Cases => References.Cases("pair_pool");

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Kind", "Parity")]
    public void Pool_equals_the_reference(string path)
    {
        using var file = GoldenFile.Open(path);
        var (batch, capacity) = (file.Case.GetProperty("batch").GetInt32(), file.Case.GetProperty("queue_size").GetInt32());
        var (input, output, queues, permutations) = (Ids("in.ids"), Ids("out.ids"), Ids("out.queue"), Ids("draw.perms"));
        var pool = new PairPool<long>(capacity);
        var used = 0;
        for (var i = 0; i < input.Length / batch; i++)
        {
            var actual = pool.Exchange(input[(i * batch)..((i + 1) * batch)], n => [.. permutations.AsSpan(used++ * n, n).ToArray().Select(p => (int)p)]);
            Assert.Equal(output[(i * batch)..((i + 1) * batch)], actual);
            Assert.Equal(queues[(i * capacity)..(i * capacity + pool.Pairs.Length)], pool.Pairs.ToArray());
        }

        Assert.Equal(permutations.Length / capacity, used);

        long[] Ids(string name)
        {
            using var tensor = file.Tensor(name);
            return MemoryMarshal.Cast<byte, long>(tensor.bytes).ToArray();
        }
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Pool_refuses_a_batch_that_does_not_divide_it()
        => Assert.Throws<ArgumentException>(() => new PairPool<int>(6).Exchange([1, 2, 3, 4], n => [.. Enumerable.Range(0, n)]));
}
