using System.Text;
using CsCheck;
using TadSr.Checkpoints;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class SafetensorsWriterTests
{
    private static readonly Gen<MemorySource> source =
        from name in Gen.String[Gen.Char[' ', '\u04ff'], 1, 20]
        from type in Gen.Enum<ElementType>()
        from shape in Gen.Long[0, 4].Array[0, 4]
        from data in Gen.Byte.Array[(int)(shape.Aggregate(1L, (a, b) => a * b) * type.Size())]
        select new MemorySource(name, type, shape, data);

    [Fact]
    public void Writer_and_reader_are_inverse_for_any_names_types_and_shapes()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.safetensors");
        Draws.ForEach(Gen.Select(source.Array[0, 8], Gen.Dictionary(Gen.String[0, 12], Gen.String[0, 12])[0, 4]), 200, drawn =>
        {
            var (sources, metadata) = ((MemorySource[])[.. drawn.Item1.DistinctBy(s => s.Entry.Name)], drawn.Item2);
            SafetensorsWriter.Write(path, sources, metadata);
            using var file = SafetensorsFile.Open(path);
            Assert.Equal(metadata, file.Metadata);
            Assert.Equal(sources.Select(s => s.Entry.ToString()), file.Entries.Select(e => e.ToString()));
            foreach (var (written, entry) in sources.Zip(file.Entries))
            {
                var bytes = new byte[entry.ByteLength];
                file.CopyTo(entry, bytes);
                Assert.Equal(written.Data, bytes);
            }
        });
    }

    [Fact]
    public void Writer_puts_every_tensor_on_a_multiple_of_its_element_size()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.safetensors");
        SafetensorsWriter.Write(path, [new MemorySource("b", ElementType.Bool, [3], [1, 0, 1]), new MemorySource("d", ElementType.Float64, [1], [1, 2, 3, 4, 5, 6, 7, 8])]);
        var bytes = File.ReadAllBytes(path);
        var header = BitConverter.ToInt64(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal("""{"b":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]},"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", Encoding.UTF8.GetString(bytes, 8, (int)header).TrimEnd());
        Assert.Equal<byte>([1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 1], bytes[(8 + (int)header)..]);
    }

    [Fact]
    public void Writer_gives_the_same_bytes_whatever_the_order_of_the_metadata()
    {
        using var folder = new TemporaryFolder();
        var tensor = new MemorySource("a", ElementType.UInt8, [2], [3, 4]);
        SafetensorsWriter.Write(folder.File("1"), [tensor], new Dictionary<string, string> { ["x"] = "1", ["b"] = "2" });
        SafetensorsWriter.Write(folder.File("2"), [tensor], new Dictionary<string, string> { ["b"] = "2", ["x"] = "1" });
        Assert.Equal(File.ReadAllBytes(folder.File("1")), File.ReadAllBytes(folder.File("2")));
    }

    [Fact]
    public void Writer_leaves_the_old_file_when_the_disk_fills_up_in_the_middle()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.safetensors");
        File.WriteAllText(path, "old");
        var data = new byte[1 << 20];
        var error = Assert.Throws<TadSrException>(() => SafetensorsWriter.Write(path,
            [new MemorySource("a", ElementType.UInt8, [data.Length], data), new MemorySource("b", ElementType.UInt8, [data.Length], data, failAfter: 1000)]));
        Assert.Equal(ErrorKind.OutOfResources, error.Kind);
        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Writer_says_in_one_line_that_the_output_lies_below_a_regular_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "x");
        var error = Assert.Throws<TadSrException>(() => SafetensorsWriter.Write(Path.Combine(folder.File("file"), "a.safetensors"), Array.Empty<TensorSource>()));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Writer_refuses_a_repeated_name_and_a_source_of_the_wrong_length()
    {
        using var folder = new TemporaryFolder();
        var tensor = new MemorySource("a", ElementType.UInt8, [1], [0]);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(folder.File("a"), [tensor, new MemorySource("a", ElementType.Bool, [1], [0])]));
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(folder.File("a"), [new MemorySource("a", ElementType.UInt8, [2], [0])]));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Writer_stores_tensors_of_any_stride_row_major()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("a"), [("t", arange(6, ScalarType.Float32).view(2, 3).t()), ("s", tensor(7L)), ("e", zeros(0, 4))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        var read = StateDict.Read(file);
        Assert.Equal<float>([0, 3, 1, 4, 2, 5], read["t"].data<float>().ToArray());
        Assert.Equal([3L, 2L], read["t"].shape);
        Assert.Equal(7L, read["s"].item<long>());
        Assert.Equal([0L, 4L], read["e"].shape);
    }
}
