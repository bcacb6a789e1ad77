using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class MeshMetricTests
{
    public MeshMetricTests() => Backend.Load();

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(2, 0)]
    public void Dots_are_the_amplitude_of_a_pattern_in_grey_levels(int periodX, int periodY)
    {
        using var dots = new DotsMetric();
        var (flat, pattern) = (TestPictures.Make(256, 128, (_, _, _) => 128), TestPictures.Make(256, 128, (x, y, _) => 128 + 20 * Wave(x, periodX) * Wave(y, periodY)));
        var figure = dots.Compute(pattern, flat);
        // Two waves at once spread over four frequencies, of which two count.
        Assert.Equal(periodX > 0 && periodY > 0 ? 10 : 20, figure, 0.5);
        Assert.Equal(figure, dots.SetFigure, 1e-6);
        Assert.Equal(["flat", "textured"], dots.SetParts.Select(p => p.Key));
    }

    [Fact]
    public void Dots_of_plain_noise_are_next_to_none()
    {
        using var dots = new DotsMetric();
        for (var i = 0; i < 4; i++)
        {
            var seed = i;
            var noise = TestPictures.Make(256, 256, (x, y, c) => 128 + 12 * TestPictures.Noise(x, y, c + 7 * seed));
            dots.Compute(noise, noise);
        }
        Assert.InRange(dots.SetFigure, -0.2, 0.3);
    }

    [Fact]
    public void Mesh_finds_blobs_of_a_spectrum_that_single_points_are_not()
    {
        var plain = Mesh((_, _) => 0);
        // A narrow band of frequencies around one direction: a fabric without a strict period.
        var woven = Mesh((x, y) => 12 * Math.Cos(2 * Math.PI * 0.22 * x) * TestPictures.Noise(x / 6, y / 6, 1) * Math.Cos(2 * Math.PI * 0.2 * y));
        var dotted = Mesh((x, _) => 6 * Wave(x, 4));
        Assert.True(plain < 0.12 && woven > plain + 0.04, $"{woven} {plain} {dotted}");
        Assert.Equal(plain, dotted, 0.02);
    }

    [Fact]
    public void Windows_are_sorted_by_the_texture_of_the_truth()
    {
        // The pattern lies where the truth is flat: dots tell it there and not on textured windows.
        using var dots = new DotsMetric();
        double Truth(int x, int y, int c) => 128 + (x < 256 ? 0 : 30 * TestPictures.Noise(x, y, c));
        var truth = TestPictures.Make(768, 128, Truth);
        var picture = TestPictures.Make(768, 128, (x, y, c) => Truth(x, y, c) + (x < 256 ? 5 * Wave(x, 4) : 0));
        dots.Compute(picture, truth);
        Assert.Equal(5, dots.SetParts[0].Value, 0.3);
        Assert.InRange(dots.SetParts[1].Value, -1.5, 1.5);
    }

    [Fact]
    public void Windows_beyond_the_most_that_are_kept_are_added_up_with_their_neighbours()
    {
        var (one, other) = (Window(1), Window(4));
        var (few, many) = (new WindowSpectra(), new WindowSpectra(most: 8));
        for (var i = 0; i < 9; i++)
        {
            foreach (var window in new[] { one, other })
            {
                few.Add(window());
                many.Add(window());
            }
        }
        Assert.Equal(few.Flat, many.Flat, (a, b) => Math.Abs(a - b) <= 1e-4 * (1 + Math.Abs(a)));
        Assert.Equal(few.Textured, many.Textured, (a, b) => Math.Abs(a - b) <= 1e-4 * (1 + Math.Abs(a)));
        Assert.NotEqual(few.Flat, few.Textured);

        static Func<WindowSpectra> Window(int amplitude) => () =>
        {
            var picture = TestPictures.Make(128, 128, (x, y, c) => 128 + amplitude * 6 * TestPictures.Noise(x, y, c));
            var spectra = new WindowSpectra();
            spectra.Add(picture, picture, _ => { });
            return spectra;
        };
    }

    private static double Mesh(Func<int, int, double> pattern)
    {
        using var mesh = new MeshMetric();
        for (var i = 0; i < 4; i++)
        {
            var seed = i;
            var picture = TestPictures.Make(256, 256, (x, y, c) => 128 + 12 * TestPictures.Noise(x, y, c + 7 * seed) + pattern(x, y));
            mesh.Compute(picture, picture);
        }
        return mesh.SetFigure;
    }

    private static double Wave(int at, int period) => period == 0 ? 1 : Math.Cos(2 * Math.PI * at / period);
}
