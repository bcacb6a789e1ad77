using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TadSr.Imaging.Formats;

/// <summary>The chunk level of PNG: checksums and the end marker, which the decoder does not ask for, and all that a chunk can say
/// beside the samples, of which the library keeps a part and changes another.</summary>
internal static class PngContainer
{
    /// <summary>Where chunks may be inserted: behind the signature and the IHDR chunk.</summary>
    public const int HeaderLength = 8 + 25;

    // A profile of many megabytes is an attack on memory, not a profile; so is a text.
    private const int LargestChunk = 16 << 20, LargestText = 1 << 20;

    private const string XmpKeyword = "XML:com.adobe.xmp";

    // How the colours of the samples are to be understood, where no profile says it.
    private static readonly string[] ColourChunks = ["gAMA", "cHRM", "sRGB", "cICP", "mDCV", "mDCv", "cLLI", "cLLi"];

    private static readonly uint[] Table = CreateTable();

    /// <summary>Width and height of the IHDR chunk, or null when the file ends before it.</summary>
    public static (uint Width, uint Height)? Size(ReadOnlySpan<byte> head)
        => head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]))
            : null;

    /// <summary>Walks all chunks.</summary>
    /// <param name="file">The file; its position is moved.</param>
    /// <param name="cancellation">Stops the walk.</param>
    public static PngContents Read(Stream file, CancellationToken cancellation)
    {
        var contents = new PngContents();
        var text = new List<KeyValuePair<string, string>>();
        var colour = new List<KeyValuePair<string, byte[]>>();
        var buffer = new byte[1 << 16];
        Span<byte> head = stackalloc byte[8];
        var ended = false;
        for (file.Position = 8; !ended && file.Length - file.Position >= 12;)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = file.Position;
            file.ReadExactly(head);
            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length > file.Length - start - 12)
                break;
            if (!IsName(head[4..]))
            {
                contents.Damage ??= $"corrupted: at byte {start} there is no chunk";
                break;
            }
            var name = Encoding.ASCII.GetString(head[4..]);
            var isCritical = (head[4] & 0x20) == 0;
            if (isCritical)
            {
                if (!HasChecksum(file, head[4..], length, buffer))
                {
                    contents.Damage ??= $"corrupted: the checksum of chunk {name} at byte {start} is wrong";
                }
                else if (name == "IHDR" && length >= 13)
                {
                    contents.HasAlphaChannel = (buffer[9] & 4) != 0;
                }
                ended = name == "IEND";
            }
            else if (name == "acTL")
            {
                contents.IsAnimated = true;
            }
            else if (name is "iCCP" or "eXIf" or "tEXt" or "zTXt" or "iTXt" or "pHYs" || ColourChunks.Contains(name))
            {
                if (Load(file, head[4..], length) is { } data)
                    Take(contents, name, data, text, colour);
                else
                    contents.Warnings.Add($"the {name} chunk is damaged and left out");
            }
            file.Position = start + length + 12;
        }
        if (!ended)
            contents.Damage ??= $"truncated: the file ends after {file.Length} bytes, before the end marker IEND";
        contents.Metadata = contents.Metadata with { Text = text, Colour = colour };
        return contents;
    }

    /// <summary>The chunks that carry a picture's metadata, to stand behind the header.</summary>
    public static byte[] Chunks(PictureMetadata metadata)
    {
        using var chunks = new MemoryStream();
        if (metadata.Icc is { } icc)
            Add(chunks, "iCCP", [.. "ICC profile\0\0"u8, .. Compressed(icc)]);
        foreach (var (name, data) in metadata.Colour)
        {
            if (metadata.Icc is null || name != "sRGB")   // a picture has one of the two
                Add(chunks, name, data);
        }
        if (metadata.Exif is { } exif)
            Add(chunks, "eXIf", exif);
        if (metadata.Xmp is { } xmp)
            Add(chunks, "iTXt", [.. Encoding.Latin1.GetBytes(XmpKeyword), 0, 0, 0, 0, 0, .. xmp]);
        if (metadata.Iptc is { } iptc)
            Add(chunks, "zTXt", [.. Encoding.Latin1.GetBytes(RawProfile.Keyword("iptc")), 0, 0, .. Compressed(RawProfile.Write("iptc", iptc))]);
        foreach (var (keyword, value) in metadata.Text)
        {
            var name = Encoding.Latin1.GetBytes(keyword);
            if (value.All(c => c is '\n' or (>= ' ' and <= '~') or (>= '\u00a0' and <= '\u00ff')))
                Add(chunks, "tEXt", [.. name, 0, .. Encoding.Latin1.GetBytes(value)]);
            else
                Add(chunks, "iTXt", [.. name, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]);
        }
        return chunks.ToArray();
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }
        return true;
    }

    private static void Take(PngContents contents, string name, byte[] data, List<KeyValuePair<string, string>> text, List<KeyValuePair<string, byte[]>> colour)
    {
        var metadata = contents.Metadata;
        switch (name)
        {
            case "iCCP" when IndexAfterKeyword(data) is { } start && Inflate(data.AsSpan(start + 1), LargestChunk) is { Length: >= 128 } profile:
                contents.Metadata = metadata with { Icc = profile };
                break;
            case "iCCP":
                contents.Warnings.Add("the colour profile is damaged and left out");
                break;
            case "eXIf":
                contents.Metadata = metadata with { Exif = data };
                break;
            case "pHYs":
                if (data.Length == 9 && data[8] == 1 && BinaryPrimitives.ReadUInt32BigEndian(data) is > 0 and var x && BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4)) is > 0 and var y)
                    contents.Metadata = metadata with { PixelsPerInch = (x * 0.0254, y * 0.0254) };
                break;
            case "tEXt" or "zTXt" or "iTXt":
                TakeText(contents, name, data, text);
                break;
            default:
                colour.Add(KeyValuePair.Create(name, data));
                break;
        }
    }

    private static void TakeText(PngContents contents, string name, byte[] data, List<KeyValuePair<string, string>> text)
    {
        var room = LargestText - text.Sum(pair => pair.Value.Length);
        if (IndexAfterKeyword(data) is not { } start || TextOf(name, data, start, room) is not { } value)
        {
            contents.Warnings.Add($"a text chunk ({name}) is damaged or holds more than {LargestText >> 20} MB and is left out");
            return;
        }
        var keyword = Encoding.Latin1.GetString(data, 0, start - 1);
        if (keyword == XmpKeyword)
            contents.Metadata = contents.Metadata with { Xmp = value };
        else if (RawProfile.Read(keyword, value, out var kind) is { } profile)
            contents.Metadata = RawProfile.Add(contents.Metadata, kind, profile);
        else
            text.Add(KeyValuePair.Create(keyword, name == "iTXt" ? Encoding.UTF8.GetString(value) : Encoding.Latin1.GetString(value)));
    }

    // The bytes of a text, or null where they are damaged or too many.
    private static byte[]? TextOf(string name, byte[] data, int start, int room)
    {
        if (name == "tEXt")
            return data.Length - start <= room ? data[start..] : null;
        if (name == "zTXt")
            return data.Length > start ? Inflate(data.AsSpan(start + 1), room) : null;
        if (data.Length < start + 2)
            return null;
        var isCompressed = data[start] != 0;
        var at = start + 2;
        for (var strings = 0; strings < 2; strings++)   // language and translated keyword
        {
            var end = data.AsSpan(at).IndexOf((byte)0);
            if (end < 0)
                return null;
            at += end + 1;
        }
        return isCompressed ? Inflate(data.AsSpan(at), room) : data.Length - at <= room ? data[at..] : null;
    }

    private static int? IndexAfterKeyword(byte[] data) => Array.IndexOf(data, (byte)0) is > 0 and < 80 and var end ? end + 1 : null;

    private static byte[]? Inflate(ReadOnlySpan<byte> data, int most)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
            using var result = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int count; (count = zlib.Read(buffer)) > 0;)
            {
                if (result.Length + count > most)
                    return null;
                result.Write(buffer, 0, count);
            }
            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Compressed(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal))
            zlib.Write(data);
        return result.ToArray();
    }

    private static void Add(MemoryStream chunks, string name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        chunks.Write(number);
        var typed = (byte[])[.. Encoding.ASCII.GetBytes(name), .. data];
        chunks.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(uint.MaxValue, typed));
        chunks.Write(number);
    }

    private static byte[]? Load(Stream file, ReadOnlySpan<byte> name, long length)
    {
        if (length > LargestChunk)
            return null;
        var data = new byte[length + 4];
        file.ReadExactly(data);
        var content = data.AsSpan(0, (int)length);
        return ~Crc(Crc(uint.MaxValue, name), content) == BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan((int)length)) ? content.ToArray() : null;
    }

    private static bool HasChecksum(Stream file, ReadOnlySpan<byte> name, long length, byte[] buffer)
    {
        var crc = Crc(uint.MaxValue, name);
        for (var left = length; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            crc = Crc(crc, part);
            left -= part.Length;
        }
        Span<byte> stored = stackalloc byte[4];
        file.ReadExactly(stored);
        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(stored);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
