using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Runtime;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>Decoded samples of one picture: rows from the top, channels interleaved, 8 or 16 bits a sample.
/// Channels are grey, grey and alpha, RGB, or RGB and alpha; alpha is not premultiplied.</summary>
public sealed class PixelBuffer
{
    private readonly PixelStore store;

    /// <summary>Creates a black (and transparent) picture.</summary>
    /// <param name="width">Width in pixels, at least 1; a row takes at most 2 GB.</param>
    /// <param name="height">Height in pixels, at least 1; a picture has at most 2147 million pixels, whatever their bytes.</param>
    /// <param name="channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="bitDepth">8 or 16.</param>
    public PixelBuffer(int width, int height, int channels, int bitDepth = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (bitDepth is not (8 or 16))
            throw new ArgumentOutOfRangeException(nameof(bitDepth), bitDepth, "8 or 16");
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * channels * (bitDepth / 8), Array.MaxLength, nameof(width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, PixelStore.MostPixels, nameof(height));
        (Width, Height, Channels, BitDepth) = (width, height, channels, bitDepth);
        store = PixelStore.Create(width, height, channels, bitDepth);
    }

    /// <summary>Copies a picture of ImageSharp: grey types become grey, types without alpha RGB, the others RGB and alpha; those with
    /// more than 8 bits a sample 16 bits.</summary>
    /// <exception cref="TadSrException">It has several frames.</exception>
    public static PixelBuffer From<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Frames.Count > 1)
            throw new TadSrException($"the image has {image.Frames.Count} frames; upscale them one by one (Frames.CloneFrame).", ErrorKind.Usage);
        // What the type of pixel keeps of transparent red tells its channels; ImageSharp's own description has them only for decoded files.
        var probe = default(TPixel);
        probe.FromVector4(new Vector4(1, 0, 0, 0));
        var kept = probe.ToVector4();
        var channels = (kept.X == kept.Y && kept.Y == kept.Z ? 1 : 3) + (kept.W == 0 ? 1 : 0);
        var result = new PixelBuffer(image.Width, image.Height, channels, IsFine<TPixel>() ? 16 : 8);
        result.store.CopyFrom(image);
        return result;
    }

    /// <summary>Copies the samples into a picture of ImageSharp.</summary>
    /// <param name="metadata">Whose resolution and profiles are copied too; null for none.</param>
    public Image<TPixel> ToImage<TPixel>(ImageMetadata? metadata = null)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var wrapped = Wrap(PictureLibrary.Settings);
        var copy = wrapped.CloneAs<TPixel>(Decoders.Default);
        if (metadata is not null)
        {
            var target = copy.Metadata;
            (target.HorizontalResolution, target.VerticalResolution, target.ResolutionUnits) = (metadata.HorizontalResolution, metadata.VerticalResolution, metadata.ResolutionUnits);
            target.ExifProfile = metadata.ExifProfile?.DeepClone();
            target.IccProfile = metadata.IccProfile?.DeepClone();
            target.IptcProfile = metadata.IptcProfile?.DeepClone();
            target.XmpProfile = metadata.XmpProfile?.DeepClone();
        }
        return copy;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>Bits a sample, 8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>The largest sample: 255 or 65535.</summary>
    public int MaxValue => BitDepth == 8 ? byte.MaxValue : ushort.MaxValue;

    /// <summary>Whether the last channel is alpha.</summary>
    public bool HasAlpha => Channels is 2 or 4;

    /// <summary>1 for grey, 3 for colour.</summary>
    public int ColourChannels => Channels <= 2 ? 1 : 3;

    /// <summary>All samples; 16-bit ones in the byte order of the machine.</summary>
    /// <exception cref="OverflowException">They take more than 2 GB; go by <see cref="Row"/>.</exception>
    public Span<byte> Bytes => store.Bytes;

    /// <summary>One sample, 0 to <see cref="MaxValue"/>.</summary>
    public int this[int x, int y, int channel]
    {
        get
        {
            var i = Index(x, y, channel);
            return BitDepth == 8 ? Row(y)[i] : Row16(y)[i];
        }
        set
        {
            var i = Index(x, y, channel);
            if (BitDepth == 8)
                Row(y)[i] = (byte)value;
            else
                Row16(y)[i] = (ushort)value;
        }
    }

    /// <summary>The bytes of one row.</summary>
    public Span<byte> Row(int y) => store.Row(y);

    /// <summary>The samples of one row of a 16-bit picture.</summary>
    public Span<ushort> Row16(int y) => MemoryMarshal.Cast<byte, ushort>(Row(y));

    /// <summary>One channel as numbers from 0 to 1.</summary>
    /// <param name="channel">Channel; channels 1 and 2 of a grey picture give grey again, so that any picture reads as RGB.</param>
    /// <returns>Height x Width values, rows from the top.</returns>
    public float[] Plane(int channel)
    {
        var plane = new float[(long)Width * Height];
        for (var y = 0; y < Height; y++)
            CopyRow(y, channel, plane.AsSpan(y * Width, Width));
        return plane;
    }

    /// <summary>One row of one channel as numbers from 0 to 1.</summary>
    /// <param name="y">Row.</param>
    /// <param name="channel">Colour channel 0 to 2; a grey picture gives grey for each.</param>
    /// <param name="target">Width values.</param>
    public void CopyRow(int y, int channel, Span<float> target)
    {
        CopySamples(y, ColourChannels == 1 ? 0 : channel, target);
    }

    /// <summary>The alpha channel as numbers from 0 to 1.</summary>
    /// <exception cref="InvalidOperationException">The picture has none.</exception>
    public float[] AlphaPlane()
    {
        if (!HasAlpha)
            throw new InvalidOperationException("The picture has no alpha channel.");
        var plane = new float[(long)Width * Height];
        for (var y = 0; y < Height; y++)
            CopySamples(y, Channels - 1, plane.AsSpan(y * Width, Width));
        return plane;
    }

    /// <summary>The same picture with 8 bits a sample, rounded.</summary>
    public PixelBuffer ToEightBit()
    {
        if (BitDepth == 8)
            return this;
        var result = new PixelBuffer(Width, Height, Channels);
        for (var y = 0; y < Height; y++)
        {
            var from = Row16(y);
            var to = result.Row(y);
            for (var i = 0; i < to.Length; i++)
                to[i] = (byte)((from[i] + 128) / 257);   // nearest: 65535 = 255 x 257
        }
        return result;
    }

    /// <summary>The samples as 8-bit RGB triples, alpha dropped.</summary>
    public RgbPicture ToRgbPicture()
    {
        var source = ToEightBit();
        var rgb = new byte[3L * Width * Height];
        var (green, blue) = ColourChannels == 1 ? (0, 0) : (1, 2);
        var i = 0;
        for (var y = 0; y < Height; y++)
        {
            var row = source.Row(y);
            for (var from = 0; from < row.Length; from += Channels, i += 3)
                (rgb[i], rgb[i + 1], rgb[i + 2]) = (row[from], row[from + green], row[from + blue]);
        }
        return new RgbPicture(Width, Height, rgb);
    }

    /// <summary>Whether every pixel has equal red, green and blue.</summary>
    public bool IsGrey()
    {
        var isGrey = true;
        for (var y = 0; y < Height && isGrey && ColourChannels == 3; y++)
            isGrey = BitDepth == 8 ? AllEqual<byte>(Row(y), Channels) : AllEqual<ushort>(Row16(y), Channels);
        return isGrey;
    }

    /// <summary>Whether alpha is full everywhere.</summary>
    internal bool IsOpaque()
    {
        for (var y = 0; y < Height; y++)
        {
            if (!(BitDepth == 8 ? IsFull<byte>(Row(y), byte.MaxValue, Channels) : IsFull<ushort>(Row16(y), ushort.MaxValue, Channels)))
                return false;
        }
        return true;
    }

    /// <summary>The same picture without its alpha channel.</summary>
    internal PixelBuffer WithoutAlpha()
    {
        var result = new PixelBuffer(Width, Height, ColourChannels, BitDepth);
        var (from, to) = (Channels * (BitDepth / 8), ColourChannels * (BitDepth / 8));
        for (var y = 0; y < Height; y++)
        {
            var source = Row(y);
            var target = result.Row(y);
            for (var x = 0; x < Width; x++)
                source.Slice(x * from, to).CopyTo(target[(x * to)..]);
        }
        return result;
    }

    /// <summary>A grey picture with its grey in three channels.</summary>
    internal PixelBuffer ToRgb()
    {
        var result = new PixelBuffer(Width, Height, Channels + 2, BitDepth);
        var size = BitDepth / 8;
        for (var y = 0; y < Height; y++)
        {
            var source = Row(y);
            var target = result.Row(y);
            for (int i = 0, k = 0; k < target.Length; i += Channels * size, k += result.Channels * size)
            {
                for (var c = 0; c < 3; c++)
                    source.Slice(i, size).CopyTo(target[(k + c * size)..]);
                source.Slice(i + size, (Channels - 1) * size).CopyTo(target[(k + 3 * size)..]);
            }
        }
        return result;
    }

    /// <summary>The picture as ImageSharp takes it, not copied.</summary>
    internal Image Wrap(Decoders configuration) => store.Wrap(configuration);

    /// <summary>Holds the samples in place for native code, until the result is disposed.</summary>
    internal MemoryHandle Pin() => store.Pin();

    // Whether a type of pixel tells greys apart which are one grey in 8 bits. Its size does not say: there are types of 10 bits in 4
    // bytes and of one half-precision number.
    private static bool IsFine<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var (grey, lighter) = (default(TPixel), default(TPixel));
        grey.FromScaledVector4(new Vector4(new Vector3(100 / 255f), 1));
        lighter.FromScaledVector4(new Vector4(new Vector3(100.4f / 255), 1));
        return grey.ToScaledVector4() != lighter.ToScaledVector4();
    }

    private static bool IsFull<T>(ReadOnlySpan<T> samples, T full, int channels)
        where T : IEquatable<T>
    {
        for (var i = channels - 1; i < samples.Length; i += channels)
        {
            if (!samples[i].Equals(full))
                return false;
        }
        return true;
    }

    private static bool AllEqual<T>(ReadOnlySpan<T> samples, int channels)
        where T : IEquatable<T>
    {
        for (var i = 0; i < samples.Length; i += channels)
        {
            if (!samples[i].Equals(samples[i + 1]) || !samples[i].Equals(samples[i + 2]))
                return false;
        }
        return true;
    }

    private void CopySamples(int y, int offset, Span<float> target)
    {
        if (BitDepth == 8)
        {
            var row = Row(y);
            for (var x = 0; x < Width; x++)
                target[x] = row[x * Channels + offset] / 255f;
            return;
        }
        var words = Row16(y);
        for (var x = 0; x < Width; x++)
            target[x] = words[x * Channels + offset] / 65535f;
    }

    private int Index(int x, int y, int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        return x * Channels + channel;
    }
}
