using System.Buffers.Binary;

namespace TadSr.Imaging.Formats;

/// <summary>Reads TGA: grey (also with alpha), palette and true colour, plain and run-length coded, from any corner.</summary>
internal static class TgaReader
{
    private const int HeaderLength = 18;

    /// <summary>Whether the first bytes can be those of a TGA, which has no signature.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> head)
        => head.Length >= HeaderLength && head[1] <= 1 && head[2] is 1 or 2 or 3 or 9 or 10 or 11 && Layout(head) is not null;

    /// <summary>Width and height in the header.</summary>
    public static (int Width, int Height) Size(ReadOnlySpan<byte> head) => (BinaryPrimitives.ReadUInt16LittleEndian(head[12..]), BinaryPrimitives.ReadUInt16LittleEndian(head[14..]));

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="acceptsDamage">Whether missing pixels may stay black.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="PictureFileException">The file is cut or of a kind that is not read.</exception>
    public static StoredReader Open(Stream file, bool acceptsDamage, CancellationToken cancellation)
    {
        var head = new byte[HeaderLength];
        file.Position = 0;
        file.ReadExactly(head);
        var (channels, bytes) = Layout(head) ?? throw new PictureFileException("this kind of TGA is not read; convert it, with ImageMagick say: magick in.tga out.png");
        var (width, height) = Size(head);
        var data = new BufferedStream(file, 1 << 16);
        data.Position = HeaderLength + head[0];
        var palette = head[1] == 1 ? Palette(data, head, channels) : [];
        var isCoded = head[2] >= 9;
        var needed = (long)width * height * bytes;
        if (!isCoded && data.Length - data.Position < needed && !acceptsDamage)
            throw Cut(needed - (data.Length - data.Position));

        var pixels = new PixelBuffer(width, height, channels);
        var (fromRight, fromTop) = ((head[17] & 0x10) != 0, (head[17] & 0x20) != 0);
        var run = new Run(data, bytes, isCoded);
        for (var y = 0; y < height && !run.IsAtEnd; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = pixels.Row(fromTop ? y : height - 1 - y);
            for (var x = 0; x < width && run.Next(); x++)
                Put(run.Pixel, palette, head[16], row.Slice((fromRight ? width - 1 - x : x) * channels, channels));
        }
        if (run.IsAtEnd && !acceptsDamage)
            throw Cut(1);
        var hasNoAlpha = channels == 4 && (head[17] & 0xf) == 0 && IsTransparent(pixels);
        return new StoredReader(hasNoAlpha ? pixels.WithoutAlpha() : pixels, alphaIsOptional: true)
        {
            Damage = run.IsAtEnd ? "truncated: the pixels that are missing are black" : null,
            Warnings = hasNoAlpha ? ["alpha that is zero everywhere is left out"] : [],
        };
    }

    private static PictureFileException Cut(long missing) => new($"truncated: at least {missing} bytes are missing; {PictureFileException.GetAgain}");

    // Channels of the picture and bytes of a stored pixel.
    private static (int Channels, int Bytes)? Layout(ReadOnlySpan<byte> head) => (head[2] & 7, head[16]) switch
    {
        (1, 8 or 16) when head[1] == 1 && head[7] is 15 or 16 or 24 or 32 => (head[7] == 32 ? 4 : 3, head[16] / 8),
        (2, 15 or 16) => ((head[17] & 0xf) == 1 ? 4 : 3, 2),
        (2, 24) => (3, 3),
        (2, 32) => (4, 4),
        (3, 8) => (1, 1),
        (3, 16) => (2, 2),
        _ => null,
    };

    private static byte[][] Palette(Stream data, ReadOnlySpan<byte> head, int channels)
    {
        var (first, count, bits) = (BinaryPrimitives.ReadUInt16LittleEndian(head[3..]), BinaryPrimitives.ReadUInt16LittleEndian(head[5..]), head[7]);
        var palette = new byte[first + count][];
        var stored = new byte[(bits + 7) / 8];
        for (var i = 0; i < palette.Length; i++)
        {
            palette[i] = new byte[channels];
            if (i < first)
                continue;
            if (data.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) < stored.Length)
                throw Cut(1);
            Put(stored, [], bits, palette[i]);
        }
        return palette;
    }

    private static void Put(ReadOnlySpan<byte> stored, byte[][] palette, int bits, Span<byte> pixel)
    {
        if (palette.Length > 0)
        {
            var index = stored.Length == 1 ? stored[0] : BinaryPrimitives.ReadUInt16LittleEndian(stored);
            if (index < palette.Length)
                palette[index].CopyTo(pixel);
            return;
        }
        switch (bits, pixel.Length)
        {
            case (15 or 16, 3 or 4):
                var word = BinaryPrimitives.ReadUInt16LittleEndian(stored);
                for (var c = 0; c < 3; c++)
                    pixel[c] = (byte)(((word >> (10 - 5 * c)) & 31) * 255 / 31);
                if (pixel.Length == 4)
                    pixel[3] = (byte)((word >> 15) * 255);
                break;
            case (24 or 32, _):
                (pixel[0], pixel[1], pixel[2]) = (stored[2], stored[1], stored[0]);
                if (pixel.Length == 4)
                    pixel[3] = stored[3];
                break;
            default:
                stored.CopyTo(pixel);   // grey, grey and alpha
                break;
        }
    }

    private static bool IsTransparent(PixelBuffer pixels)
    {
        for (var y = 0; y < pixels.Height; y++)
        {
            var row = pixels.Row(y);
            for (var i = 3; i < row.Length; i += 4)
            {
                if (row[i] != 0)
                    return false;
            }
        }
        return true;
    }

    private sealed class Run(Stream data, int bytes, bool isCoded)
    {
        private readonly byte[] pixel = new byte[bytes];
        private int left;
        private bool repeats;

        public ReadOnlySpan<byte> Pixel => pixel;

        public bool IsAtEnd { get; private set; }

        public bool Next()
        {
            if (!isCoded || left-- > 0)
                return (isCoded && repeats) || Load();
            var packet = data.ReadByte();
            IsAtEnd = packet < 0;
            (repeats, left) = ((packet & 0x80) != 0, packet & 0x7f);   // pixels behind the first
            return Load();
        }

        private bool Load()
        {
            IsAtEnd = IsAtEnd || data.ReadAtLeast(pixel, bytes, throwOnEndOfStream: false) < bytes;
            return !IsAtEnd;
        }
    }
}
