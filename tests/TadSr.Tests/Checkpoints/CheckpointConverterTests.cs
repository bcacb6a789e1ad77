using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class CheckpointConverterTests
{
    [Fact]
    public void Conversion_keeps_values_names_and_order_and_says_where_they_came_from()
    {
        using var folder = new TemporaryFolder();
        using var source = CheckpointFile.Open(References.Find("checkpoints", "ddp_state_dict.pth"));
        CheckpointConverter.Convert(source, folder.File("a.safetensors"), half: false);
        using var converted = SafetensorsFile.Open(folder.File("a.safetensors"));
        Assert.Equal("ddp_state_dict.pth (PyTorch zip, state_dict)", converted.Metadata["source"]);
        Assert.Equal("pt", converted.Metadata["format"]);
        Assert.Equal(source.Entries.Select(e => e.ToString()), converted.Entries.Select(e => e.ToString()));
        foreach (var (a, b) in source.Entries.Zip(converted.Entries))
            Assert.Equal(Bytes(source, a), Bytes(converted, b));
    }

    [Fact]
    public void Conversion_to_half_rounds_floats_and_keeps_integers_and_metadata()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [
            Source("d", ElementType.Float64, new double[] { 0.1, -65504 }),
            Source("f", ElementType.Float32, new float[] { 0.1f, float.PositiveInfinity, 1e-9f }),
            Source("b", ElementType.BFloat16, new ushort[] { 0x3fc0 }),
            Source("h", ElementType.Float16, new Half[] { (Half)0.3 }),
            Source("i", ElementType.Int64, new long[] { long.MinValue }),
        ], new Dictionary<string, string> { ["tadsr"] = "{}" });
        using var source = CheckpointFile.Open(folder.File("a"));
        CheckpointConverter.Convert(source, folder.File("b"), half: true);
        using var converted = SafetensorsFile.Open(folder.File("b"));
        Assert.Equal("{}", converted.Metadata["tadsr"]);
        Assert.DoesNotContain("source", converted.Metadata.Keys);
        Half[] Halves(int index) => MemoryMarshal.Cast<byte, Half>(Bytes(converted, converted.Entries[index])).ToArray();
        Assert.Equal([(Half)0.1, (Half)(-65504)], Halves(0));
        Assert.Equal([(Half)0.1f, Half.PositiveInfinity, (Half)0], Halves(1));
        Assert.Equal([(Half)1.5], Halves(2));
        Assert.Equal([(Half)0.3], Halves(3));
        Assert.Equal(["d: float16 [2]", "f: float16 [3]", "b: float16 [1]", "h: float16 [1]", "i: int64 [1]"], converted.Entries.Select(e => e.ToString()));
        Assert.Equal(BitConverter.GetBytes(long.MinValue), Bytes(converted, converted.Entries[4]));
    }

    [Fact]
    public void Conversion_to_half_refuses_a_value_that_would_become_infinite_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [Source("w", ElementType.Float32, new float[] { 1, 70000 })]);
        using var source = CheckpointFile.Open(folder.File("a"));
        var error = Assert.Throws<TadSrException>(() => CheckpointConverter.Convert(source, folder.File("b"), half: true));
        Assert.Contains("the tensor 'w' holds 70000, beyond the 65504 of float16", error.Message, StringComparison.Ordinal);
        Assert.Equal([folder.File("a")], Directory.GetFiles(folder.Path));
    }

    private static MemorySource Source<T>(string name, ElementType type, T[] values)
        where T : struct => new(name, type, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static byte[] Bytes(ICheckpoint file, TensorEntry entry)
    {
        var bytes = new byte[entry.ByteLength];
        file.CopyTo(entry, bytes);
        return bytes;
    }
}
