using System.Text;

namespace TadSr.Tests.Checkpoints;

/// <summary>Writes pickles and legacy PyTorch files by hand.</summary>
internal static class PickleBytes
{
    public static byte[] Of(params object[] parts)
    {
        var bytes = new List<byte>();
        foreach (var part in parts)
        {
            bytes.AddRange(part switch
            {
                byte[] raw => raw,
                string text => Encoding.Latin1.GetBytes(text),
                int single => [(byte)single],
                _ => throw new ArgumentException($"{part} is not a part of a pickle", nameof(parts)),
            });
        }
        return [.. bytes];
    }

    /// <summary>BINUNICODE.</summary>
    public static byte[] Text(string text) => Of("X", BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), Encoding.UTF8.GetBytes(text));

    /// <summary>BININT.</summary>
    public static byte[] Integer(int value) => Of("J", BitConverter.GetBytes(value));

    /// <summary>A tensor of float32 over a storage.</summary>
    public static byte[] Tensor(string key, int count, int offset, int[] shape, int[] strides, string type = "FloatStorage") => Of(
        "ctorch._utils\n_rebuild_tensor_v2\n((", Text("storage"), $"ctorch\n{type}\n", Text(key), Text("cpu"), Integer(count), "tQ",
        Integer(offset), Tuple(shape), Tuple(strides), 0x89, "ccollections\nOrderedDict\n)RtR");

    /// <summary>A dictionary; names alternate with values.</summary>
    public static byte[] Dictionary(params object[] items) => Of(["}(", .. items.Select(item => item is string name ? Text(name) : item), "u"]);

    /// <summary>A legacy file around the opcodes of a value and the storages that follow.</summary>
    public static byte[] Legacy(byte[] value, params (string Key, float[] Values)[] storages) => Of([
        new byte[] { 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19 }, ".", 0x80, 2, "M", 0xe9, 0x03, ".",
        0x80, 2, Dictionary("little_endian", new byte[] { 0x88 }), ".", 0x80, 2, value, ".",
        0x80, 2, "](", .. storages.Select(s => Text(s.Key)), "e.",
        .. storages.Select(s => Of(BitConverter.GetBytes((long)s.Values.Length), s.Values.SelectMany(BitConverter.GetBytes).ToArray()))]);

    private static byte[] Tuple(int[] values) => Of(["(", .. values.Select(Integer), "t"]);
}
