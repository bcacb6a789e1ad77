namespace TadSr.Metrics;

/// <summary>Eigenvalues and the pseudo-inverse of a small symmetric matrix, by Jacobi rotations in float64.</summary>
internal static class SymmetricMatrix
{
    private const int Sweeps = 60;

    /// <summary>v^T pinv(m) v, with singular values up to n eps max counted as zero.</summary>
    public static double PseudoInverseForm(double[,] matrix, double[] v)
    {
        var n = v.Length;
        var (values, vectors) = Decompose(matrix);
        var limit = n * (Math.BitIncrement(1.0) - 1);   // n times the machine epsilon
        limit *= values.Max(Math.Abs);
        var result = 0.0;
        for (var k = 0; k < n; k++)
        {
            if (Math.Abs(values[k]) <= limit)
                continue;
            var projection = 0.0;
            for (var i = 0; i < n; i++)
                projection += vectors[i, k] * v[i];
            result += projection * projection / values[k];
        }
        return result;
    }

    /// <summary>Eigenvalues, and eigenvectors as columns.</summary>
    public static (double[] Values, double[,] Vectors) Decompose(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var vectors = new double[n, n];
        for (var i = 0; i < n; i++)
            vectors[i, i] = 1;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var moved = false;
            for (var p = 0; p < n; p++)
            {
                for (var q = p + 1; q < n; q++)
                {
                    if (Math.Abs(a[p, q]) <= 1e-18 * Math.Sqrt(Math.Abs(a[p, p] * a[q, q])) || a[p, q] == 0)
                        continue;
                    Rotate(a, vectors, p, q, n);
                    moved = true;
                }
            }
            if (!moved)
                break;
        }
        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], vectors);
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q, int n)
    {
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var i = 0; i < n; i++)
            (a[i, p], a[i, q]) = (c * a[i, p] - s * a[i, q], s * a[i, p] + c * a[i, q]);
        for (var i = 0; i < n; i++)
            (a[p, i], a[q, i]) = (c * a[p, i] - s * a[q, i], s * a[p, i] + c * a[q, i]);
        a[p, q] = a[q, p] = 0;
        for (var i = 0; i < n; i++)
            (vectors[i, p], vectors[i, q]) = (c * vectors[i, p] - s * vectors[i, q], s * vectors[i, p] + c * vectors[i, q]);
    }
}
