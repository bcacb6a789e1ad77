using TadSr.Checkpoints;
using TadSr.Runtime;

namespace TadSr.Tests.Parity;

/// <summary>The files of references/checkpoints: INDEX.tsv says which are readable and which are refused.</summary>
[Trait("Kind", "Parity")]
public class CheckpointParityTests
{
    public static TheoryData<string> Readable() => Listed("readable");

    public static TheoryData<string> Refused() => Listed("refused");

    [Theory]
    [MemberData(nameof(Readable))]
    public void Readable_checkpoint_gives_the_expected_tensors_bit_for_bit(string name)
    {
        var path = References.Find("checkpoints", name);
        var expected = Path.ChangeExtension(path, ".expected.safetensors");
        using var file = CheckpointFile.Open(path);
        Assert.NotEmpty(file.Entries);
        // A safetensors file is its own expectation: what PyTorch wrote, read by nothing but offsets.
        using var reference = SafetensorsFile.Open(File.Exists(expected) ? expected : path);
        Assert.Equal(reference.Entries.Select(e => e.ToString()).Order(StringComparer.Ordinal), file.Entries.Select(e => e.ToString()).Order(StringComparer.Ordinal));
        foreach (var entry in file.Entries)
            Assert.Equal(Bytes(reference, reference.Entries.Single(e => e.Name == entry.Name)), Bytes(file, entry));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Refused_checkpoint_gives_one_line_with_the_file_and_a_reason(string name)
    {
        var path = References.Find("checkpoints", name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<TadSrException>(() =>
        {
            using var file = CheckpointFile.Open(path);
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, path.Length + 10, path.Length + 300);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(File.Exists("tadsr-evil-ran"));
        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
    }

    private static byte[] Bytes(ICheckpoint file, TensorEntry entry)
    {
        var bytes = new byte[entry.ByteLength];
        file.CopyTo(entry, bytes);
        return bytes;
    }

    private static TheoryData<string> Listed(string expectation)
    {
        var rows = new TheoryData<string>();
        foreach (var line in File.ReadLines(References.Find("checkpoints", "INDEX.tsv")).Skip(1))
        {
            if (line.Split('\t') is [var name, var kind, ..] && kind == expectation)
                rows.Add(name);
        }
        return rows;
    }
}
