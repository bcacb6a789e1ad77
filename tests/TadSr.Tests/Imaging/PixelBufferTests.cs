using System.Numerics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
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

    [Fact]
    public void From_takes_16_bits_for_every_type_of_pixel_with_more_than_8()
    {
        Takes<A8>(8);
        Takes<Abgr32>(8);
        Takes<Argb32>(8);
        Takes<Bgr24>(8);
        Takes<Bgr565>(8);
        Takes<Bgra32>(8);
        Takes<Bgra4444>(8);
        Takes<Bgra5551>(8);
        Takes<Byte4>(8);
        Takes<L8>(8);
        Takes<La16>(8);
        Takes<NormalizedByte2>(8);
        Takes<NormalizedByte4>(8);
        Takes<Rgb24>(8);
        Takes<Rgba32>(8);
        Takes<HalfSingle>(16);
        Takes<HalfVector2>(16);
        Takes<HalfVector4>(16);
        Takes<L16>(16);
        Takes<La32>(16);
        Takes<NormalizedShort2>(16);
        Takes<NormalizedShort4>(16);
        Takes<Rg32>(16);
        Takes<Rgb48>(16);
        Takes<Rgba1010102>(16);
        Takes<Rgba64>(16);
        Takes<RgbaVector>(16);
        Takes<Short2>(16);
        Takes<Short4>(16);

        void Takes<TPixel>(int bits)
            where TPixel : unmanaged, IPixel<TPixel>
        {
            using var image = new Image<TPixel>(1, 1);
            Assert.True(bits == PixelBuffer.From(image).BitDepth, $"{typeof(TPixel).Name}: not {bits}");
        }
    }

    [Fact]
    public void From_keeps_the_ten_bits_of_a_sample()
    {
        var pixel = new Rgba1010102(new Vector4(401 / 1023f, 402 / 1023f, 403 / 1023f, 1));
        using var image = new Image<Rgba1010102>(1, 1, pixel);

        var samples = PixelBuffer.From(image).Row16(0).ToArray();

        Assert.Equal([25689, 25753, 25817, 65535], samples.Select(sample => (int)sample));
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
