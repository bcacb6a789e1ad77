using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class GridMetricTests
{
    public GridMetricTests() => Backend.Load();

    [Theory]
    [InlineData("4h", 4, 0)]
    [InlineData("4v", 0, 4)]
    [InlineData("8h", 8, 0)]
    [InlineData("2v", 0, 2)]
    [InlineData("8d", 8, 8)]
    public void Grid_finds_a_faint_pattern_of_a_period_in_noise(string part, int periodX, int periodY)
    {
        using var grid = new GridMetric();
        var (picture, truth) = Pair((x, y) => Wave(x, periodX) * Wave(y, periodY));
        var figure = grid.Compute(picture, truth);
        var largest = grid.SetParts.MaxBy(p => p.Value);
        Assert.Equal(part, largest.Key);
        Assert.Equal(largest.Value, grid.SetFigure);
        Assert.Equal(figure, grid.SetFigure, 1e-12);
        Assert.True(figure > 5, $"{figure}");
    }

    [Fact]
    public void Grid_of_plain_noise_stays_below_the_bar_over_a_set()
    {
        using var grid = new GridMetric();
        for (var i = 0; i < 6; i++)
        {
            var seed = i;
            var (picture, truth) = Pair((_, _) => 0, seed);
            grid.Compute(picture, truth);
        }
        Assert.InRange(grid.SetFigure, 0.2, 1.3);
    }

    [Fact]
    public void Grid_of_the_set_is_that_of_the_mean_spectrum()
    {
        // Ten times the same pair is the pair itself.
        using var grid = new GridMetric();
        var (picture, truth) = Pair((x, _) => Wave(x, 4));
        var once = grid.Compute(picture, truth);
        for (var i = 0; i < 3; i++)
            grid.Compute(picture, truth);
        Assert.Equal(once, grid.SetFigure, 1e-9);
    }

    private static double Wave(int at, int period) => period == 0 ? 1 : Math.Cos(2 * Math.PI * at / period);

    private static (RgbPicture Picture, RgbPicture Truth) Pair(Func<int, int, double> pattern, int seed = 0) => (
        TestPictures.Make(416, 416, (x, y, c) => TestPictures.Waves(x, y, c) + 12 * TestPictures.Noise(x, y, c + 7 * seed) + 3 * pattern(x, y)),
        TestPictures.Make(416, 416, TestPictures.Waves));
}
