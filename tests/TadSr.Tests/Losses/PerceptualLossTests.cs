using TadSr.Losses;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Losses;

[Trait("Kind", "Unit")]
public sealed class PerceptualLossTests
{
    [Fact]
    public void Movement_moves_both_pictures_alike()
    {
        using var scope = NewDisposeScope();
        var picture = Draws.Uniform(1, 2, 3, 40, 48);
        var seen = new HashSet<float>();
        var sides = new HashSet<(long, long)>();
        var loss = new PerceptualLoss(
            (x, y) =>
            {
                Assert.Equal(0, (x - y).count_nonzero().item<long>());
                sides.Add((x.shape[2], x.shape[3]));
                seen.Add(x[0, 0, 0, 0].item<float>());
                return (x - y).abs().mean([1, 2, 3]);
            },
            augment: true);

        for (var draw = 0UL; draw < 64; draw++)
            Assert.Equal(0, loss.Compute(picture, picture.clone(), new CounterRandom(5, draw)).item<float>());

        Assert.True(seen.Count > 32, $"64 draws show only {seen.Count} corners");
        Assert.Equal([(16, 20), (20, 16), (32, 40), (40, 32)], sides.Order());
    }

    [Fact]
    public void Pictures_stay_where_they_are_without_augmentation()
    {
        using var scope = NewDisposeScope();
        Tensor picture = Draws.Uniform(1, 1, 3, 16, 16), truth = Draws.Uniform(2, 1, 3, 16, 16);
        var loss = new PerceptualLoss((x, y) => (x - y).square().mean([1, 2, 3]), augment: false);

        Assert.Equal((picture - truth).square().mean().item<float>(), loss.Compute(picture, truth, new CounterRandom(5, 1)).item<float>(), 1e-7);
    }
}
