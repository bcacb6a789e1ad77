using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TadSr.Imaging.Formats;

/// <summary>Reads PBM, PGM and PPM, plain and raw, with samples of any largest value up to 65535.</summary>
internal sealed class PnmReader : IPictureReader
{
    private const int LongestHeader = 4096;

    private readonly Stream file;
    private readonly CancellationToken cancellation;
    private readonly byte[] buffer = new byte[1 << 16];
    private readonly int largest;
    private readonly char kind;
    private readonly int perRow;
    private int filled, position;
    private long missing;

    /// <summary>Reads the header and checks that the samples are there.</summary>
    /// <exception cref="PictureFileException">The file is damaged or cut.</exception>
    public PnmReader(Stream file, bool acceptsDamage, CancellationToken cancellation)
    {
        (this.file, this.cancellation) = (file, cancellation);
        file.Position = 0;
        Next();
        kind = (char)Next();
        var width = Number("width");
        var height = Number("height");
        largest = kind is '1' or '4' ? 1 : Number("largest sample");
        if (width < 1 || height < 1 || largest is < 1 or > ushort.MaxValue)
            throw new PictureFileException($"damaged: its header claims {width}x{height} pixels and samples up to {largest}");
        var channels = kind is '3' or '6' ? 3 : 1;
        Header = new PictureHeader(width, height, channels, largest > byte.MaxValue ? 16 : 8);
        perRow = width * channels;
        var start = file.Position - filled + position;
        var needed = height * (kind switch
        {
            '1' => (long)width,
            '2' or '3' => 2L * perRow,
            '4' => (width + 7) / 8,
            _ => perRow * (largest > byte.MaxValue ? 2L : 1),
        }) - (kind is '2' or '3' ? 1 : 0);   // plain samples are digits with something between them
        missing = Math.Max(0, needed - (file.Length - start));
        if (missing > 0 && !acceptsDamage)
            throw Cut();
    }

    /// <inheritdoc/>
    public PictureHeader Header { get; }

    /// <inheritdoc/>
    public PictureMetadata Metadata => PictureMetadata.None;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => [];

    /// <inheritdoc/>
    public string? Damage => missing > 0 ? "truncated: the samples that are missing are black" : null;

    /// <inheritdoc/>
    public void ReadRows(Span<byte> target)
    {
        var stride = (int)Header.Stride;
        for (; target.Length > 0; target = target[stride..])
        {
            cancellation.ThrowIfCancellationRequested();
            ReadRow(target[..stride]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private PictureFileException Cut() => new($"truncated: at least {missing} bytes are missing; {PictureFileException.GetAgain}");

    private void ReadRow(Span<byte> row)
    {
        var words = Header.BitDepth == 16 ? MemoryMarshal.Cast<byte, ushort>(row) : [];
        Span<byte> pair = stackalloc byte[2];
        var bits = 0;
        for (var i = 0; i < perRow; i++)
        {
            int sample;
            switch (kind)
            {
                case '1':
                    sample = 1 - Math.Min(Digit(), 1);   // 1 is ink
                    break;
                case '4':
                    bits = i % 8 == 0 ? Sample() : bits << 1;
                    sample = (bits & 0x80) == 0 ? 1 : 0;
                    break;
                case '2' or '3':
                    sample = PlainNumber();
                    break;
                case var _ when largest > byte.MaxValue:
                    (pair[0], pair[1]) = ((byte)Sample(), (byte)Sample());
                    sample = BinaryPrimitives.ReadUInt16BigEndian(pair);
                    break;
                default:
                    sample = Sample();
                    break;
            }
            sample = Math.Min(sample, largest);
            if (Header.BitDepth == 16)
                words[i] = (ushort)(((long)sample * ushort.MaxValue + largest / 2) / largest);
            else
                row[i] = (byte)((sample * byte.MaxValue + largest / 2) / largest);
        }
    }

    // A byte of the samples; black behind the end of a file that is taken as it is.
    private int Sample() => Next() is >= 0 and var value ? value : Missing(kind == '4' ? byte.MaxValue : 0);

    private int Missing(int value)
    {
        if (missing == 0)
        {
            missing = 1;
            throw Cut();
        }
        return value;
    }

    private int Digit()
    {
        for (; ; )
        {
            switch (NextOfText())
            {
                case '0':
                    return 0;
                case '1':
                    return 1;
                case < 0:
                    return Missing(1);
                case ' ' or '\t' or '\r' or '\n' or '\v' or '\f':
                    break;
                default:
                    throw new PictureFileException("damaged: its samples are not digits 0 and 1");
            }
        }
    }

    private int PlainNumber()
    {
        var next = NextOfText();
        while (next is ' ' or '\t' or '\r' or '\n' or '\v' or '\f')
            next = NextOfText();
        if (next < 0)
            return Missing(0);
        var value = 0;
        for (; next is >= '0' and <= '9'; next = NextOfText())
            value = Math.Min(value * 10 + next - '0', ushort.MaxValue + 1);
        if (next >= 0 && next is not (' ' or '\t' or '\r' or '\n' or '\v' or '\f'))
            throw new PictureFileException("damaged: its samples are not numbers");
        return value;
    }

    private int Number(string what)
    {
        var next = NextOfText();
        while (next is ' ' or '\t' or '\r' or '\n' or '\v' or '\f')
            next = NextOfText();
        if (next is < '0' or > '9')
            throw new PictureFileException($"damaged: its header has no {what}");
        long value = 0;
        for (; next is >= '0' and <= '9' && value <= int.MaxValue; next = NextOfText())
            value = value * 10 + next - '0';
        if (value > int.MaxValue || file.Position - filled + position > LongestHeader)
            throw new PictureFileException($"damaged: the {what} in its header is no number of a picture");
        return (int)value;   // the one byte behind it is taken
    }

    // Plain text may hold comments, from # to the end of the line.
    private int NextOfText()
    {
        var next = Next();
        if (next != '#')
            return next;
        while (next is not ('\n' or '\r') && next >= 0)
            next = Next();
        return next;
    }

    private int Next()
    {
        if (position == filled)
        {
            (filled, position) = (file.Read(buffer), 0);
            if (filled == 0)
                return -1;
        }
        return buffer[position++];
    }
}
