using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Layers;

[Trait("Kind", "Unit")]
public sealed class BatchProductTests
{
    public BatchProductTests() => Backend.Load();

    [Theory]
    [InlineData(new long[] { 6, 4, 64, 32 }, new long[] { 6, 4, 32, 64 }, false)]
    [InlineData(new long[] { 6, 4, 64, 32 }, new long[] { 6, 4, 64, 32 }, true)]
    [InlineData(new long[] { 3, 5, 7 }, new long[] { 3, 7, 4 }, false)]
    [InlineData(new long[] { 2, 8, 1, 16 }, new long[] { 8, 16, 24 }, false)]
    [InlineData(new long[] { 2, 8, 1, 16 }, new long[] { 8, 24, 16 }, true)]
    public void Product_and_gradients_equal_those_of_matmul_to_the_bit(long[] left, long[] right, bool transposed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var (a, b) = (randn(left, generator: generator).to_type(type), randn(right, generator: generator).to_type(type));
            var (value, gradientA, gradientB) = Differentiate(BatchProduct.Multiply);
            var (expected, expectedA, expectedB) = Differentiate(matmul);

            Assert.Equal(expected.shape, value.shape);
            Assert.True(Equal(expected, value) && Equal(expectedA, gradientA) && Equal(expectedB, gradientB), $"{type}");

            (Tensor, Tensor, Tensor) Differentiate(Func<Tensor, Tensor, Tensor> product)
            {
                var (x, y) = (a.clone().requires_grad_(), b.clone().requires_grad_());
                var result = product(x, transposed ? y.transpose(-2, -1) : y);
                result.square().sum().backward();
                return (result.detach(), x.grad!, y.grad!);
            }
        }
    }

    [Fact]
    public void Product_throws_where_matmul_would_end_the_process()
    {
        using var scope = NewDisposeScope();
        // 2^24 x 2^24 results, one pebibyte: no process has addresses for them.
        var column = zeros(1, 1, 1).expand(1, 1 << 24, 1);

        var error = Assert.ThrowsAny<Exception>(() => BatchProduct.Multiply(column, column.transpose(1, 2)));

        Assert.True(AllocationFailure.Is(error), error.Message);
    }

    private static bool Equal(Tensor a, Tensor b) => a.eq(b).all().item<bool>();
}
