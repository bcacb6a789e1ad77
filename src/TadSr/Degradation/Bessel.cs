namespace TadSr.Degradation;

/// <summary>Bessel function of the first kind, which .NET lacks and the sinc kernels need.</summary>
internal static class Bessel
{
    private const double AsymptoticFrom = 30;

    /// <summary>J1(x) to about 1e-14 absolutely, for any finite x.</summary>
    public static double J1(double x)
    {
        var size = Math.Abs(x);
        var value = size < AsymptoticFrom ? Integral(size) : Asymptotic(size);
        return x < 0 ? -value : value;
    }

    // J1(x) is the mean of cos(s - x sin s) over a period. The trapezoidal rule on a periodic analytic function errs only by
    // the aliased coefficients J(n - 1)(x), J(n + 1)(x), ..., which are below 1e-16 once n exceeds x by this margin.
    private static double Integral(double x)
    {
        var half = (int)Math.Ceiling((x + 24 + 8 * Math.Cbrt(x)) / 2);
        var sum = 0.0;
        for (var k = 1; k < half; k++)
        {
            var angle = Math.PI * k / half;
            sum += Math.Cos(angle - x * Math.Sin(angle));
        }

        return sum / half;
    }

    // Hankel's expansion: sqrt(2 / (pi x)) (P cos(x - 3 pi / 4) - Q sin(x - 3 pi / 4)), summed while its terms shrink.
    private static double Asymptotic(double x)
    {
        double p = 1, q = 0, term = 1;
        for (var k = 1; k < 40; k++)
        {
            var odd = 2 * k - 1;
            var next = term * (4 - odd * odd) / (k * 8 * x);
            if (Math.Abs(next) >= Math.Abs(term) || next == 0)
                break;
            term = next;
            switch (k % 4)
            {
                case 1: q += term; break;
                case 2: p -= term; break;
                case 3: q -= term; break;
                default: p += term; break;
            }
        }

        var (sine, cosine) = Math.SinCos(x);
        var root = Math.Sqrt(0.5);
        return Math.Sqrt(2 / (Math.PI * x)) * (p * root * (sine - cosine) + q * root * (sine + cosine));
    }
}
