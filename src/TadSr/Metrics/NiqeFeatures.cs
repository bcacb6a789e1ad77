using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>The 36 natural-scene features of NIQE for every block of a luma plane.</summary>
internal sealed class NiqeFeatures
{
    /// <summary>Sides of a block at full size.</summary>
    public const int BlockSize = 96;

    /// <summary>Features of a block: 18 at each of two scales.</summary>
    public const int Count = 36;

    private const int PerScale = Count / 2, Margin = 3;

    private static readonly (int Y, int X)[] shifts = [(0, 1), (1, 0), (1, 1), (1, -1)];

    private readonly double[] window = PlaneFilter.Gaussian(2 * Margin + 1, 7.0 / 6);
    private readonly AsymmetricGaussian distribution = new();

    /// <summary>One row of <see cref="Count"/> features for each block, column of blocks by column of blocks.</summary>
    /// <param name="luma">Rounded luma, 0 to 255, cut to whole blocks.</param>
    public double[][] Compute(Planes<double> luma)
    {
        var half = Half(luma);
        var (full, reduced) = (Normalise(luma), Normalise(half));
        var (down, across) = (luma.Height / BlockSize, luma.Width / BlockSize);
        var rows = new double[down * across][];
        for (var column = 0; column < across; column++)
        {
            for (var row = 0; row < down; row++)
            {
                rows[column * down + row] =
                [
                    .. OfBlock(full.Crop(row * BlockSize, column * BlockSize, BlockSize, BlockSize)),
                    .. OfBlock(reduced.Crop(row * BlockSize / 2, column * BlockSize / 2, BlockSize / 2, BlockSize / 2)),
                ];
            }
        }
        return rows;
    }

    /// <summary>The picture of the second scale: half the size, not rounded.</summary>
    public static Planes<double> Half(Planes<double> luma)
    {
        var unit = new Planes<double>(1, luma.Height, luma.Width, [.. luma.Values.Select(v => v / 255)]);
        var half = HalfSize.Reduce(unit);
        for (var i = 0; i < half.Values.Length; i++)
            half.Values[i] *= 255;
        return half;
    }

    // (I - mu) / (sigma + 1) with Gaussian local moments and a repeated border.
    private Planes<double> Normalise(Planes<double> plane)
    {
        var padded = PlaneFilter.Replicate(plane.Values, plane.Height, plane.Width, Margin);
        var squares = padded.Values.Select(v => v * v).ToArray();
        var mu = PlaneFilter.Valid(padded.Values, padded.Height, padded.Width, window);
        var mean2 = PlaneFilter.Valid(squares, padded.Height, padded.Width, window);
        var result = new Planes<double>(1, plane.Height, plane.Width);
        for (var i = 0; i < mu.Length; i++)
        {
            var sigma = Math.Sqrt(Math.Abs(mean2[i] - mu[i] * mu[i]) + Math.BitIncrement(1.0) - 1);
            result.Values[i] = (plane.Values[i] - mu[i]) / (sigma + 1);
        }
        return result;
    }

    private double[] OfBlock(Planes<double> block)
    {
        var features = new double[PerScale];
        var (alpha, left, right) = distribution.Fit(block.Values);
        (features[0], features[1]) = (alpha, (left + right) / 2);
        var products = new double[block.Values.Length];
        for (var s = 0; s < shifts.Length; s++)
        {
            // The neighbour is found by a roll inside the block: its last row is followed by its first.
            for (var y = 0; y < block.Height; y++)
            {
                var row = block.Row(0, y);
                var other = block.Row(0, (y - shifts[s].Y + block.Height) % block.Height);
                for (var x = 0; x < block.Width; x++)
                    products[y * block.Width + x] = row[x] * other[(x - shifts[s].X + block.Width) % block.Width];
            }
            (alpha, left, right) = distribution.Fit(products);
            var mean = (right - left) * Math.Exp(GammaFunction.Log(2 / alpha) - GammaFunction.Log(1 / alpha));
            (features[4 * s + 2], features[4 * s + 3], features[4 * s + 4], features[4 * s + 5]) = (alpha, mean, left, right);
        }
        return features;
    }
}
