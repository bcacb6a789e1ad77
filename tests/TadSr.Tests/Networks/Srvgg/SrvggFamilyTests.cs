using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Srvgg;

namespace TadSr.Tests.Networks.Srvgg;

[Trait("Kind", "Unit")]
public sealed class SrvggFamilyTests
{
    [Theory]
    [InlineData(32, 9.90)]
    [InlineData(16, 5.07)]
    public void Arithmetic_of_the_published_sizes_is_that_of_the_tables(int convolutions, double expected) =>
        Assert.Equal(expected, new SrvggDescription(new SrvggConfig { Convolutions = convolutions }).Plan().Flops(64, 64) / 1e9, 0.006);

    [Theory]
    [InlineData(1, 16, 1, 4)]
    [InlineData(1, 12, 3, 2)]
    [InlineData(4, 4, 4, 1)]
    public void Scale_is_read_from_the_last_convolution(int inChannels, int last, int outChannels, int scale)
    {
        var found = Assert.IsType<SrvggDescription>(NetworkFamilies.Recognise(Listed(inChannels, last)));
        Assert.Equal(new SrvggConfig { InChannels = inChannels, OutChannels = outChannels, Features = 8, Convolutions = 0, Scale = scale }, found.Config);
    }

    [Fact]
    public void Last_convolution_of_no_square_is_named() => Assert.Contains(
        "looks like a SRVGGNetCompact, but 'body.2.bias' has 7 values, which is no number of channels times a square",
        NetworkFamilies.TryRecognise(Listed(3, 7)).Reason, StringComparison.Ordinal);

    private static ListedCheckpoint Listed(int inChannels, int last) => new(
    [
        new TensorEntry("body.0.weight", ElementType.Float32, [8, inChannels, 3, 3]),
        new TensorEntry("body.0.bias", ElementType.Float32, [8]),
        new TensorEntry("body.1.weight", ElementType.Float32, [8]),
        new TensorEntry("body.2.weight", ElementType.Float32, [last, 8, 3, 3]),
        new TensorEntry("body.2.bias", ElementType.Float32, [last]),
    ]);
}
