using System.Buffers;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>The memory of a picture, one array element for each pixel: .NET limits the elements of an array, not its bytes, so
/// that pictures of many gigabytes fit, and the encoder takes the array as it is.</summary>
internal abstract class PixelStore
{
    /// <summary>The most pixels that a picture can have.</summary>
    public static long MostPixels => Array.MaxLength;

    /// <summary>All samples.</summary>
    /// <exception cref="OverflowException">They take more than 2 GB.</exception>
    public abstract Span<byte> Bytes { get; }

    /// <summary>Black (and transparent) pixels.</summary>
    public static PixelStore Create(int width, int height, int channels, int bitDepth) => (channels, bitDepth) switch
    {
        (1, 8) => new Store<L8>(width, height),
        (2, 8) => new Store<La16>(width, height),
        (3, 8) => new Store<Rgb24>(width, height),
        (4, 8) => new Store<Rgba32>(width, height),
        (1, _) => new Store<L16>(width, height),
        (2, _) => new Store<La32>(width, height),
        (3, _) => new Store<Rgb48>(width, height),
        _ => new Store<Rgba64>(width, height),
    };

    /// <summary>The bytes of one row.</summary>
    public abstract Span<byte> Row(int y);

    /// <summary>The pixels as an image of ImageSharp, not copied.</summary>
    public abstract Image Wrap(Decoders configuration);

    /// <summary>Holds the pixels in place for native code.</summary>
    public abstract MemoryHandle Pin();

    /// <summary>Copies a picture of the same size, converted to this memory's type of pixel.</summary>
    public abstract void CopyFrom(Image image);

    private sealed class Store<T>(int width, int height) : PixelStore
        where T : unmanaged, IPixel<T>
    {
        private readonly T[] pixels = new T[(long)width * height];

        public override Span<byte> Bytes => MemoryMarshal.AsBytes(pixels.AsSpan());

        public override Span<byte> Row(int y) => MemoryMarshal.AsBytes(pixels.AsSpan(y * width, width));

        public override Image Wrap(Decoders configuration) => Image.WrapMemory<T>(configuration, pixels, width, height);

        public override MemoryHandle Pin() => pixels.AsMemory().Pin();

        public override void CopyFrom(Image image)
        {
            using var converted = image.CloneAs<T>(PictureLibrary.Settings);
            converted.CopyPixelDataTo(pixels.AsSpan());
        }
    }
}
