using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class CounterRandomTests
{
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_known_answers(
        uint a, uint b, uint c, uint d, uint keyA, uint keyB, uint expectedA, uint expectedB, uint expectedC, uint expectedD)
        => Assert.Equal(
            new RandomBlock(expectedA, expectedB, expectedC, expectedD),
            CounterRandom.Philox(new RandomBlock(a, b, c, d), keyA, keyB));

    [Fact]
    public void Sequence_equals_random_access()
    {
        var random = new CounterRandom(seed: 7, stream: 11);
        for (ulong position = 0; position < 5; position++)
        {
            var block = CounterRandom.BlockAt(7, 11, position);
            Assert.Equal(block, new RandomBlock(random.NextUInt32(), random.NextUInt32(), random.NextUInt32(), random.NextUInt32()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(4096)]
    public void Filled_normals_are_those_of_their_positions(int length)
    {
        var values = new float[length];
        new CounterRandom(3, 5).FillNormal(values);
        for (var i = 0; i < length; i++)
        {
            var (a, b, c, d) = CounterRandom.NormalsAt(3, 5, (ulong)(i / 4));
            Assert.Equal((i % 4) switch { 0 => a, 1 => b, 2 => c, _ => d }, values[i]);
        }
    }

    [Fact]
    public void Normals_have_the_moments_and_tails_of_a_normal_distribution()
    {
        const int count = 1_000_000;
        var values = new float[count];
        new CounterRandom(1, 0).FillNormal(values);
        var sample = values.Select(v => (double)v).ToArray();
        var beyondTwo = sample.Count(v => Math.Abs(v) > 2) / (double)count;
        Assert.InRange(sample.Average(), -0.004, 0.004);                              // 4 standard errors of 0.001
        Assert.InRange(sample.Average(v => v * v), 1 - 0.006, 1 + 0.006);             // 0.0014
        Assert.InRange(sample.Average(v => v * v * v * v), 3 - 0.04, 3 + 0.04);       // 0.0098
        Assert.InRange(beyondTwo, 0.0455 - 0.0009, 0.0455 + 0.0009);
    }

    [Fact]
    public void Streams_and_seeds_differ_and_are_uncorrelated()
    {
        var (first, second, third) = (new float[100_000], new float[100_000], new float[100_000]);
        new CounterRandom(1, 0).FillNormal(first);
        new CounterRandom(1, 1).FillNormal(second);
        new CounterRandom(2, 0).FillNormal(third);
        Assert.InRange(first.Zip(second, (a, b) => (double)a * b).Average(), -0.013, 0.013);
        Assert.InRange(first.Zip(third, (a, b) => (double)a * b).Average(), -0.013, 0.013);
        Assert.NotEqual(CounterRandom.DeriveSeed(1, "data"), CounterRandom.DeriveSeed(1, "noise"));
        Assert.NotEqual(CounterRandom.DeriveSeed(1, "data"), CounterRandom.DeriveSeed(2, "data"));
        Assert.Equal(CounterRandom.DeriveSeed(1, "data"), CounterRandom.DeriveSeed(1, "data"));
    }

    [Fact]
    public void Integers_and_choices_follow_their_weights()
    {
        var random = new CounterRandom(9, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 370, 10_000 + 370));    // 4 sigma = 370

        double[] weights = [0.2, 0, 0.7, 0.1];
        var chosen = new int[4];
        for (var i = 0; i < 50_000; i++)
            chosen[random.Choose(weights)]++;
        Assert.Equal(0, chosen[1]);
        Assert.InRange(chosen[0], 10_000 - 360, 10_000 + 360);
        Assert.InRange(chosen[2], 35_000 - 410, 35_000 + 410);
        Assert.Throws<ArgumentException>(() => random.Choose([0, 0]));
    }

    [Fact]
    public void Uniform_of_an_empty_interval_is_its_bound()
    {
        var random = new CounterRandom(4, 4);
        Assert.Equal(1.0, random.Uniform(1, 1));
        var values = Enumerable.Range(0, 10_000).Select(_ => random.Uniform(-2, 3)).ToArray();
        Assert.All(values, v => Assert.InRange(v, -2, 3));
        Assert.InRange(values.Average(), 0.44, 0.56);
    }
}
