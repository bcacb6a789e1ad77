namespace TadSr.Degradation;

/// <summary>The blur kernels of the Real-ESRGAN recipe, in float64, each divided by its sum.</summary>
internal static class Kernels
{
    /// <summary>A kernel of the Gaussian, generalized or plateau family over q = [x y] S^-1 [x y]^T with
    /// S = R diag(sigmaX^2, sigmaY^2) R^T, x the column offset, y the row offset and R the rotation by theta.</summary>
    /// <param name="shape">Any family but sinc.</param>
    /// <param name="size">Side, odd.</param>
    /// <param name="sigmaX">Standard deviation along the rotated first axis, above 0.</param>
    /// <param name="sigmaY">Along the second; equal values give the isotropic kernel.</param>
    /// <param name="theta">Rotation, radians.</param>
    /// <param name="beta">Exponent; unused by the Gaussian.</param>
    public static BlurKernel Bivariate(KernelShape shape, int size, double sigmaX, double sigmaY, double theta, double beta = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigmaX);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sigmaY);
        var (sine, cosine) = sigmaX == sigmaY ? (0.0, 1.0) : Math.SinCos(theta);
        var (inverseX, inverseY) = (1 / (sigmaX * sigmaX), 1 / (sigmaY * sigmaY));
        var xx = cosine * cosine * inverseX + sine * sine * inverseY;
        var xy = sine * cosine * (inverseX - inverseY);
        var yy = sine * sine * inverseX + cosine * cosine * inverseY;
        return Normalised(size, (x, y) =>
        {
            var q = xx * x * x + 2 * xy * x * y + yy * y * y;
            return shape switch
            {
                KernelShape.Gaussian => Math.Exp(-0.5 * q),
                KernelShape.Generalized => Math.Exp(-0.5 * Math.Pow(q, beta)),
                KernelShape.Plateau => 1 / (1 + Math.Pow(q, beta)),
                _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "The sinc family has a cut-off; use Sinc."),
            };
        });
    }

    /// <summary>Circular low-pass filter: cutoff J1(cutoff r) / (2 pi r), at the centre cutoff^2 / (4 pi).</summary>
    /// <param name="size">Side, odd.</param>
    /// <param name="cutoff">Radians a pixel, in (0, pi].</param>
    public static BlurKernel Sinc(int size, double cutoff)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cutoff);
        var byDistance = new Dictionary<int, double>();                    // eight cells share a distance; J1 is dear
        return Normalised(size, (x, y) =>
        {
            var squared = x * x + y * y;
            if (squared == 0)
                return cutoff * cutoff / (4 * Math.PI);
            if (byDistance.TryGetValue(squared, out var known))
                return known;
            var r = Math.Sqrt(squared);
            return byDistance[squared] = cutoff * Bessel.J1(cutoff * r) / (2 * Math.PI * r);
        });
    }

    private static BlurKernel Normalised(int size, Func<int, int, double> value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var radius = size / 2;
        var weights = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
                weights[row * size + column] = value(column - radius, row - radius);
        }

        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= sum;
        return new BlurKernel(size, weights);
    }
}
