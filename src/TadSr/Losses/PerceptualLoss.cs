using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>A feature distance of two pictures that are first shifted, flipped, transposed and scaled alike.</summary>
/// <remarks>A network that sees pictures in one fixed position is pleased by patterns that only it can see (lattice artefacts);
/// moving both pictures alike takes that position away. Not in the paper; a switch of the lite student.</remarks>
/// <param name="distance">Mean distance of two batches (B, 3, H, W) in [0, 1]: a scalar, or one value per picture.</param>
/// <param name="augment">Whether the pictures are moved.</param>
internal sealed class PerceptualLoss(Func<Tensor, Tensor, Tensor> distance, bool augment)
{
    private const int LargestShift = 8, Halving = 2;
    private const double HalvingProbability = 0.25;

    /// <summary>Computes the loss.</summary>
    /// <param name="picture">(B, 3, H, W) in about [0, 1], with gradient.</param>
    /// <param name="truth">(B, 3, H, W) in [0, 1].</param>
    /// <param name="random">The movement's random numbers.</param>
    /// <returns>Scalar.</returns>
    public Tensor Compute(Tensor picture, Tensor truth, CounterRandom random)
    {
        using var scope = NewDisposeScope();
        if (augment)
        {
            var move = Movement(picture.shape[2], picture.shape[3], random);
            picture = move(picture);
            truth = move(truth);
        }
        return distance(picture, truth).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Side of the smallest picture of which every movement leaves at least <paramref name="side"/>.</summary>
    internal static int LeastSide(int side) => Halving * side + LargestShift;

    /// <summary>Draws one movement for a batch.</summary>
    internal static Func<Tensor, Tensor> Movement(long height, long width, CounterRandom random)
    {
        int top = random.NextInt(LargestShift), left = random.NextInt(LargestShift);
        bool horizontal = random.NextInt(2) == 1, vertical = random.NextInt(2) == 1, transpose = random.NextInt(2) == 1;
        var halve = random.NextDouble() < HalvingProbability;
        return x =>
        {
            var y = x.narrow(2, top, height - LargestShift).narrow(3, left, width - LargestShift);
            if (horizontal)
                y = y.flip(3);
            if (vertical)
                y = y.flip(2);
            if (transpose)
                y = y.transpose(2, 3);
            return halve ? nn.functional.avg_pool2d(y, Halving) : y;
        };
    }
}
