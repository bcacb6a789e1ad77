using System.Buffers.Binary;

namespace TadSr.Tests.Imaging;

/// <summary>Writes TIFF files of kinds that no writer at hand makes: one uncompressed strip, any tags.</summary>
internal sealed class TiffBytes(bool littleEndian = true)
{
    private readonly SortedDictionary<int, (int Type, int Count, byte[] Bytes)> entries = [];

    /// <summary>A picture of samples that lie in memory as they are to lie in the file.</summary>
    public TiffBytes Picture(int width, int height, int bits, int photometric, int samples, byte[] data)
    {
        Data = data;
        return Long(256, width).Long(257, height).Short(258, [.. Enumerable.Repeat(bits, samples)]).Short(259, 1).Short(262, photometric).Short(277, samples).Long(278, height).Long(279, data.Length);
    }

    private byte[] Data { get; set; } = [];

    public TiffBytes Short(int tag, params int[] values) => Add(tag, 3, values.Length, [.. values.SelectMany(value => Two(value))]);

    public TiffBytes Long(int tag, params int[] values) => Add(tag, 4, values.Length, [.. values.SelectMany(value => Four(value))]);

    public TiffBytes Text(int tag, string text) => Add(tag, 2, text.Length + 1, [.. text.Select(c => (byte)c), 0]);

    public TiffBytes Remove(int tag)
    {
        entries.Remove(tag);
        return this;
    }

    public byte[] ToArray()
    {
        Long(273, 0);
        var values = 8 + 2 + entries.Count * 12 + 4;
        var start = values + entries.Values.Sum(entry => entry.Bytes.Length > 4 ? (entry.Bytes.Length + 1) / 2 * 2 : 0);
        Long(273, start);
        using var file = new MemoryStream();
        file.Write(littleEndian ? "II*\0"u8 : "MM\0*"u8);
        file.Write(Four(8));
        file.Write(Two(entries.Count));
        foreach (var (tag, (type, count, bytes)) in entries)
        {
            file.Write([.. Two(tag), .. Two(type), .. Four(count), .. bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Four(values)]);
            values += bytes.Length > 4 ? (bytes.Length + 1) / 2 * 2 : 0;
        }
        file.Write(Four(0));
        foreach (var (_, _, bytes) in entries.Values.Where(entry => entry.Bytes.Length > 4))
            file.Write([.. bytes, .. new byte[bytes.Length % 2]]);
        file.Write(Data);
        return file.ToArray();
    }

    private TiffBytes Add(int tag, int type, int count, byte[] bytes)
    {
        entries[tag] = (type, count, bytes);
        return this;
    }

    private byte[] Two(int value)
    {
        var bytes = new byte[2];
        if (littleEndian)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private byte[] Four(int value)
    {
        var bytes = new byte[4];
        if (littleEndian)
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
