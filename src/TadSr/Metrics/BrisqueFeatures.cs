using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>The 36 natural-scene features of BRISQUE: 18 of the luma and 18 of its half size.</summary>
/// <typeparam name="T">float, in which the figures were published, or double.</typeparam>
internal sealed class BrisqueFeatures<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Features of a picture.</summary>
    public const int Count = 36;

    private const int Scales = 2, Margin = 3;

    private static readonly (int Y, int X)[] shifts = [(0, 1), (1, 0), (1, 1), (-1, 1)];

    private readonly double[] window = PlaneFilter.Gaussian(2 * Margin + 1, 7.0 / 6);
    private readonly AsymmetricGaussian distribution = new();

    /// <summary>The features, not scaled. Some are not a number where one sign never occurs, as in flat pictures.</summary>
    /// <param name="luma">Rounded luma, 0 to 255.</param>
    public double[] Compute(Planes<double> luma)
    {
        var plane = new Planes<T>(1, luma.Height, luma.Width, [.. luma.Values.Select(T.CreateTruncating)]);
        var features = new List<double>(Count);
        for (var scale = 0; scale < Scales; scale++)
        {
            if (scale > 0)
                plane = Half(plane);
            AddScale(features, Normalise(plane));
        }
        return [.. features];
    }

    private void AddScale(List<double> features, Planes<T> n)
    {
        var (shape, variance) = distribution.FitSymmetric<T>(n.Values);
        features.AddRange([shape, variance]);
        foreach (var (down, right) in shifts)
        {
            var (alpha, left, rightDeviation) = distribution.FitDeviations<T>(Products(n, down, right));
            var eta = (rightDeviation - left) * Math.Exp(GammaFunction.Log(2 / alpha) - (GammaFunction.Log(1 / alpha) + GammaFunction.Log(3 / alpha)) / 2);
            features.AddRange([alpha, eta, left * left, rightDeviation * rightDeviation]);
        }
    }

    // Of neighbours; the picture is rolled, so that its last row is followed by its first.
    private static T[] Products(Planes<T> n, int down, int right)
    {
        var products = new T[n.Values.Length];
        for (var y = 0; y < n.Height; y++)
        {
            var row = n.Row(0, y);
            var other = n.Row(0, (y - down + n.Height) % n.Height);
            for (var x = 0; x < n.Width; x++)
                products[y * n.Width + x] = row[x] * other[(x - right + n.Width) % n.Width];
        }
        return products;
    }

    // (I - mu) / (sigma + 1) with Gaussian local moments and zeros around the picture.
    private Planes<T> Normalise(Planes<T> plane)
    {
        var padded = PlaneFilter.Frame<T>(plane.Values, plane.Height, plane.Width, Margin);
        var mu = PlaneFilter.Valid<T>(padded.Values, padded.Height, padded.Width, window);
        for (var i = 0; i < padded.Values.Length; i++)
            padded.Values[i] *= padded.Values[i];
        var mean2 = PlaneFilter.Valid<T>(padded.Values, padded.Height, padded.Width, window);
        var result = new Planes<T>(1, plane.Height, plane.Width);
        var epsilon = T.BitIncrement(T.One) - T.One;
        for (var i = 0; i < mu.Length; i++)
        {
            var sigma = T.Sqrt(T.Abs(mean2[i] - mu[i] * mu[i]) + epsilon);
            result.Values[i] = (plane.Values[i] - mu[i]) / (sigma + T.One);
        }
        return result;
    }

    private static Planes<T> Half(Planes<T> plane)
    {
        var white = T.CreateTruncating(255);
        var unit = new Planes<double>(1, plane.Height, plane.Width, [.. plane.Values.Select(v => double.CreateTruncating(v / white))]);
        var half = HalfSize.Reduce(unit);
        return new Planes<T>(1, half.Height, half.Width, [.. half.Values.Select(v => T.CreateTruncating(v) * white)]);
    }
}
