using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class PairedDifferenceTests
{
    [Fact]
    public void Interval_is_that_of_the_normal_law_where_there_are_many_pictures()
    {
        var draws = new CounterRandom(7, 0);
        double?[] first = [.. Enumerable.Range(0, 400).Select(_ => (double?)draws.Uniform(20, 30))];
        double?[] second = [.. first.Select(value => value + 0.1 + draws.Uniform(-1, 1))];

        var difference = PairedDifference.Of(first, second);

        var mean = first.Zip(second, (a, b) => b!.Value - a!.Value).Average();
        var deviation = Math.Sqrt(first.Zip(second, (a, b) => Math.Pow(b!.Value - a!.Value - mean, 2)).Sum() / 400);
        Assert.Equal(mean, difference.Mean, 12);
        Assert.Equal(mean - 1.96 * deviation / 20, difference.Low, 0.004);
        Assert.Equal(mean + 1.96 * deviation / 20, difference.High, 0.004);
        Assert.Equal(400, difference.Greater + difference.Smaller);
    }

    [Fact]
    public void Pictures_without_a_figure_are_left_out_and_two_runs_agree()
    {
        double?[] first = [1, 2, null, 4, 5], second = [2, 2, 3, null, 7];

        var difference = PairedDifference.Of(first, second);

        Assert.Equal([1, 0, 2], difference.Differences);
        Assert.Equal((3, 1.0, 2, 0), (difference.Count, difference.Mean, difference.Greater, difference.Smaller));
        Assert.Equal((difference.Low, difference.High), (PairedDifference.Of(first, second).Low, PairedDifference.Of(first, second).High));
    }

    [Fact]
    public void Difference_is_clear_where_the_interval_leaves_zero_out()
    {
        Assert.True(PairedDifference.Of([1, 2, 3], [1.5, 2.6, 3.4]).IsClear);
        Assert.False(PairedDifference.Of([1, 2, 3], [1.5, 1.4, 3.1]).IsClear);
        Assert.False(PairedDifference.Of([1], [2]).IsClear);   // one picture says nothing of others
    }

    [Fact]
    public void Lists_that_do_not_pair_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([null], [1]));
    }
}
