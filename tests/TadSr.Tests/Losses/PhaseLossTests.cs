using TadSr.Losses;
using static TorchSharp.torch;

namespace TadSr.Tests.Losses;

[Trait("Kind", "Unit")]
public sealed class PhaseLossTests
{
    [Fact]
    public void Error_that_does_not_know_its_place_costs_nothing()
    {
        using var scope = NewDisposeScope();
        var truth = Draws.Uniform(1, 2, 3, 64, 48);
        var colourCast = tensor(new[] { 0.1f, -0.2f, 0.05f }).view(1, 3, 1, 1);
        // A pattern of five pixels passes through every place of the cell within a window.
        var wandering = (arange(64).view(1, 1, 64, 1) % 5).to_type(ScalarType.Float32);

        Assert.Equal(0, PhaseLoss.Compute(truth, truth).item<float>());
        Assert.Equal(0, PhaseLoss.Compute(truth + colourCast, truth).item<float>(), 1e-6);
        var weave = (arange(64).view(1, 1, 64, 1) % 4).to_type(ScalarType.Float32);
        Assert.True(PhaseLoss.Compute(truth + wandering, truth).item<float>() < 0.3 * PhaseLoss.Compute(truth + weave, truth).item<float>());
    }

    [Fact]
    public void Weave_of_four_pixels_costs_its_deviation_from_the_mean()
    {
        using var scope = NewDisposeScope();
        var truth = zeros(1, 3, 64, 64);
        var weave = (arange(64) % 4).eq(0).to_type(ScalarType.Float32).view(1, 1, 1, 64).expand(1, 3, 64, 64) * 0.1f;

        // A quarter of the phases lies 0.075 above the mean, three quarters 0.025 below.
        Assert.Equal(0.0375, PhaseLoss.Compute(weave, truth).item<float>(), 1e-6);
    }
}
