using TadSr.Imaging;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class PixelBufferTests : IDisposable
{
    // 16-bit RGB of 2.4 GB: more than an array of bytes can hold. The system gives memory only for the pages that are touched.
    private const int Width = 40000, Height = 10000;

    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-large-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Buffer_holds_and_hands_on_more_than_two_gigabytes()
    {
        var pixels = new PixelBuffer(Width, Height, 3, 16);
        (pixels[0, 0, 0], pixels[Width - 1, Height - 1, 2]) = (1234, 56789);

        Assert.Equal((1234, 56789, 0), (pixels[0, 0, 0], pixels[Width - 1, Height - 1, 2], pixels[Width - 2, Height - 1, 2]));
        using var held = pixels.Pin();
        unsafe
        {
            Assert.Equal(56789, ((ushort*)held.Pointer)[3L * Width * Height - 1]);
        }
    }

    [SlowFact]
    public void Png_of_more_than_two_gigabytes_gives_the_same_samples_back()
    {
        var pixels = new PixelBuffer(Width, Height, 3, 16);
        for (var y = 0; y < Height; y += 100)
            pixels.Row16(y).Fill((ushort)(y * 6));
        var path = Path.Combine(folder, "large.png");
        ImageFile.Write(new Picture(pixels), path, cancellation: TestContext.Current.CancellationToken);

        var back = ImageFile.Read(path, long.MaxValue).Pixels;

        Assert.Equal((Width, Height, 16), (back.Width, back.Height, back.BitDepth));
        for (var y = 0; y < Height; y += 50)
            Assert.True(pixels.Row(y).SequenceEqual(back.Row(y)), $"row {y}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Rgb_triples_are_those_of_single_samples(int channels)
    {
        var pixels = new PixelBuffer(5, 3, channels, 16);
        new Random(channels).NextBytes(pixels.Bytes);
        var rgb = pixels.ToRgbPicture().Samples;
        for (var i = 0; i < rgb.Length; i++)
        {
            var sample = pixels[i / 3 % 5, i / 15, channels <= 2 ? 0 : i % 3];
            Assert.Equal((int)Math.Round(sample / 257.0), rgb[i]);
        }
    }
}
