using TadSr.Metrics;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class SymmetricMatrixTests
{
    [Fact]
    public void Eigenvectors_rebuild_the_matrix_and_are_orthonormal()
    {
        const int n = 12;
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[i, j] = matrix[j, i] = TestPictures.Noise(i, j, 5);
        }
        var (values, vectors) = SymmetricMatrix.Decompose(matrix);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var rebuilt = Enumerable.Range(0, n).Sum(k => vectors[i, k] * values[k] * vectors[j, k]);
                var product = Enumerable.Range(0, n).Sum(k => vectors[k, i] * vectors[k, j]);
                Assert.Equal(matrix[i, j], rebuilt, 1e-13);
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
            }
        }
    }

    [Fact]
    public void Pseudo_inverse_ignores_the_directions_of_zero_eigenvalues()
    {
        // a a^T with a = (1, 2): the pseudo-inverse is a a^T / 25.
        var matrix = new double[,] { { 1, 2 }, { 2, 4 } };
        Assert.Equal(1, SymmetricMatrix.PseudoInverseForm(matrix, [1, 2]), 1e-12);
        Assert.Equal(0, SymmetricMatrix.PseudoInverseForm(matrix, [-2, 1]), 1e-12);
        Assert.Equal(9.0 / 25, SymmetricMatrix.PseudoInverseForm(matrix, [1, 1]), 1e-12);
    }

    [Theory]
    [InlineData(0.1, 2.252712651734206)]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(1, 0)]
    [InlineData(5, 3.1780538303479458)]
    [InlineData(15, 25.19122118273868)]
    public void Log_gamma_has_fourteen_digits(double x, double expected) =>
        Assert.Equal(expected, GammaFunction.Log(x), 1e-13 * Math.Max(1, expected));

    [Fact]
    public void Fit_recovers_the_scale_and_shape_of_a_symmetric_laplacian()
    {
        // Quantiles of a Laplacian of scale 1: shape 1, both scales 1.
        var values = Enumerable.Range(0, 20000).Select(i =>
        {
            var u = (i + 0.5) / 20000 - 0.5;
            return -Math.Sign(u) * Math.Log(1 - 2 * Math.Abs(u));
        }).ToArray();
        var (alpha, left, right) = new AsymmetricGaussian().Fit(values);
        Assert.Equal(1, alpha, 0.005);
        Assert.Equal(1, left, 0.005);
        Assert.Equal(left, right, 1e-9);
    }
}
