using System.Runtime.InteropServices;

namespace TadSr.Imaging;

/// <summary>Decoded samples of one picture: rows from the top, channels interleaved, 8 or 16 bits a sample.
/// Channels are grey, grey and alpha, RGB, or RGB and alpha; alpha is not premultiplied.</summary>
public sealed class PixelBuffer
{
    private readonly byte[] data;

    /// <summary>Creates a black (and transparent) picture.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
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
        var bytes = ByteCount(width, height, channels, bitDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength, nameof(width));
        (Width, Height, Channels, BitDepth) = (width, height, channels, bitDepth);
        data = new byte[bytes];
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
    public Span<byte> Bytes => data;

    internal Memory<byte> Memory => data;

    /// <summary>One sample, 0 to <see cref="MaxValue"/>.</summary>
    public int this[int x, int y, int channel]
    {
        get
        {
            var i = Index(x, y, channel);
            return BitDepth == 8 ? data[i] : MemoryMarshal.Cast<byte, ushort>(data)[i];
        }
        set
        {
            var i = Index(x, y, channel);
            if (BitDepth == 8)
                data[i] = (byte)value;
            else
                MemoryMarshal.Cast<byte, ushort>(data.AsSpan())[i] = (ushort)value;
        }
    }

    /// <summary>Bytes that a buffer of this shape takes.</summary>
    public static long ByteCount(long width, long height, int channels, int bitDepth) => width * height * channels * (bitDepth / 8);

    /// <summary>The bytes of one row.</summary>
    public Span<byte> Row(int y) => data.AsSpan(y * RowBytes, RowBytes);

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
        var words = MemoryMarshal.Cast<byte, ushort>(data);
        for (var i = 0; i < words.Length; i++)
            result.data[i] = (byte)((words[i] + 128) / 257);   // nearest: 65535 = 255 x 257
        return result;
    }

    /// <summary>The samples as 8-bit RGB triples, alpha dropped: what metrics and training see.</summary>
    /// <returns>Height x Width x 3 bytes.</returns>
    public byte[] ToRgb24()
    {
        var source = ToEightBit();
        var rgb = new byte[3L * Width * Height];
        for (int i = 0, from = 0; i < rgb.Length; i += 3, from += Channels)
        {
            var grey = source.data[from];
            rgb[i] = grey;
            rgb[i + 1] = ColourChannels == 1 ? grey : source.data[from + 1];
            rgb[i + 2] = ColourChannels == 1 ? grey : source.data[from + 2];
        }
        return rgb;
    }

    /// <summary>Whether every pixel has equal red, green and blue.</summary>
    public bool IsGrey()
    {
        if (ColourChannels == 1)
            return true;
        return BitDepth == 8 ? AllEqual<byte>(data, Channels) : AllEqual<ushort>(MemoryMarshal.Cast<byte, ushort>(data), Channels);
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

    private int RowBytes => Width * Channels * (BitDepth / 8);

    private int Index(int x, int y, int channel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels, nameof(channel));
        return (y * Width + x) * Channels + channel;
    }
}
