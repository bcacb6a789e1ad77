using System.IO.Compression;
using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using static TadSr.Tests.Checkpoints.PickleBytes;
using static TadSr.Tests.Checkpoints.PthSamples;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class PthFileTests
{
    [Fact]
    public void Repeated_key_overwrites_as_in_python()
    {
        using var file = Open(Legacy(Dictionary("w", Tensor("0", 4, 0, [1], [1]), "w", Tensor("0", 4, 3, [1], [1])), Four));
        Assert.Equal<float>([4], Read(file));
    }

    [Fact]
    public void Strided_view_is_gathered_whole_and_in_part()
    {
        using var file = Open(Legacy(Dictionary("w", Tensor("0", 6, 1, [2, 2], [1, 3])), ("0", [0, 1, 2, 3, 4, 5])));
        Assert.Equal<float>([1, 4, 2, 5], Read(file));
        var part = new float[2];
        file.CopyTo(file.Entries[0], MemoryMarshal.AsBytes(part.AsSpan()), offset: 4);
        Assert.Equal<float>([4, 2], part);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Zip_gives_the_same_tensors_stored_and_deflated(bool deflated)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.pth");
        var value = Dictionary("t", Tensor("0", 6, 0, [3, 2], [1, 3]), "o", Tensor("0", 6, 2, [3], [1]));
        WriteZip(path, deflated, ("m/data.pkl", Of(0x80, 2, value, ".")), ("m/data/0", MemoryMarshal.AsBytes<float>(new float[] { 0, 1, 2, 3, 4, 5 }).ToArray()));
        using var file = CheckpointFile.Open(path);
        Assert.Equal("PyTorch zip", file.Format);
        Assert.Equal<float>([0, 3, 1, 4, 2, 5], Read(file, 0));
        Assert.Equal<float>([2, 3, 4], Read(file, 1));
    }

    [Fact]
    public void Optimizer_state_and_numbers_of_numpy_are_parsed_and_dropped()
    {
        var number = Of("cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(", Text("f8"), "K", 0, "K", 1, "tR(K", 3, Text("<"), "NNNJ", BitConverter.GetBytes(-1), "J", BitConverter.GetBytes(-1), "K", 0, "tb",
            "c_codecs\nencode\n(", Text("abcdefgh"), Text("latin1"), "tRtR");
        using var file = Open(Legacy(Dictionary("best", number, "optimizer", Dictionary("exp_avg", Tensor("0", 4, 0, [4], [1])), "state_dict", Plain), Four));
        Assert.Equal("state_dict", file.Layout);
        Assert.Equal<float>([1, 2, 3, 4], Read(file));
    }

    [Fact]
    public void State_of_an_ordered_dictionary_is_its_metadata_alone()
    {
        var dictionary = Of("ccollections\nOrderedDict\n)R", Text("a"), Tensor("0", 4, 0, [4], [1]), "s");
        using (var file = Open(Legacy(Of(dictionary, Dictionary("_metadata", Dictionary("version", Integer(1))), "b"), Four)))
            Assert.Equal<float>([1, 2, 3, 4], Read(file));
        Refuses(Legacy(Of(dictionary, Dictionary("__class__", Integer(1)), "b"), Four), "BUILD at byte", "sets attributes");
    }

    [Fact]
    public void Machine_refuses_code_and_what_is_malformed()
    {
        Refuses(Legacy(Of("cbuiltins\nexec\n")), "the global 'builtins.exec' at byte", "nothing was run");
        Refuses(Legacy(Of("ctorch\nload\n")), "the global 'torch.load' at byte");
        Refuses(Legacy(Of("c\u001b[2J\nx\n")), "the global '?[2J.x' at byte");
        Refuses(Legacy(Of("ccollections\nOrderedDict\n)", 0x81)), "NEWOBJ at byte", "not allowed");
        Refuses(Legacy(Of(0x82, 1)), "EXT1 at byte");
        Refuses(Legacy(Of("Pname\n")), "PERSID at byte");
        Refuses(Legacy(Of(0xf0)), "opcode 0xf0 at byte");
        Refuses(Legacy(Of(")R")), "finds an empty stack");
        Refuses(Legacy(Of("))R")), "REDUCE at byte", "not an allowed global");
        Refuses(Legacy(Of("t")), "finds no mark");
        Refuses(Legacy(Of("h", 7)), "the memo 7, which was not stored");
        Refuses(Legacy(Of("I12x\n")), "not followed by an integer");
        Refuses(Legacy(Of("S'a\\x41'\n")), "holds an escape");
        Refuses(Legacy(Of(0x80, 9)), "pickle protocol 9");
        Refuses(Legacy(Of(Text("x"), "Q")), "does not describe a storage");
        Refuses(Legacy(Of("](", Integer(1), "e")), "holds a list where a dictionary of tensors was expected");
        Refuses(Legacy(Dictionary("lr", Integer(1), "steps", Integer(2))), "holds no tensors", "lr, steps");
        Refuses(Of(0x80, 2, "N."), "without the magic number");
        Refuses(Of(0x80, 2), "truncated");
    }

    [Fact]
    public void Machine_refuses_what_would_take_memory_or_depth_without_bound()
    {
        Refuses(Legacy(Of("N", Of([.. Enumerable.Repeat<object>("2", 1_100_000)]))), "more than 1000000 values wait on the stack");
        Refuses(Legacy(Of("]", Of([.. Enumerable.Repeat<object>("]a", 1_000_000)]))), "need more than 64.0 MB");
        Refuses(Legacy(Of("N", Of([.. Enumerable.Repeat<object>(0x85, 1000)]))), "nested more than 500 deep");
        Refuses(Legacy(Of(Of([.. Enumerable.Repeat<object>("(", 1_100_000)]))), "marks wait");
        Refuses(Legacy(Of(0x8b, BitConverter.GetBytes(-1))), "LONG4 at byte", "claims -1 bytes");
        Refuses(Legacy(Of(0x8b, BitConverter.GetBytes(2000), new byte[2000])), "integer of 2000 bytes");
        Refuses(Legacy(Of("B", BitConverter.GetBytes(uint.MaxValue))), "BINBYTES at byte", "claims 4294967295 bytes");
    }

    [Fact]
    public void Tensor_beyond_its_storage_or_of_impossible_size_is_refused()
    {
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 1, [4], [1])), Four), "the tensor 'a' needs 20 bytes of the storage '0', which has 16");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 0, [2], [4])), Four), "needs 20 bytes");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 0, [int.MaxValue, int.MaxValue, int.MaxValue], [0, 0, 0])), Four), "overflows 64 bits");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 0, [int.MaxValue], [0])), Four), "repeats the elements");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, -1, [1], [1])), Four), "arguments that it cannot take");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 0, [1], [-1])), Four), "not an integer from 0");
        Refuses(Legacy(Dictionary("a", Tensor("1", 4, 0, [4], [1])), Four), "the storage '0' belongs to no tensor");
        Refuses(Legacy(Dictionary("a", Tensor("1", 4, 0, [4], [1]))), "the storage '1' of the tensor 'a' is missing");
        Refuses(Legacy(Dictionary("a", Tensor("0", 2, 0, [2], [1], "ComplexFloatStorage")), Four), "truncated");
        Refuses(Legacy(Dictionary("a", Tensor("0", 4, 0, [4], [1], "QInt32Storage")), Four), "torch.QInt32Storage, which is not supported");
        var many = Enumerable.Range(0, 200).SelectMany(i => new object[] { $"w{i}", Tensor("0", 10_000, 0, [10_000], [1]) }).ToArray();
        Refuses(Legacy(Dictionary(many), ("0", new float[10_000])), "overlap so much");
    }

    [Fact]
    public void Zip_that_is_not_a_checkpoint_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.pth");
        WriteZip(path, false, ("readme.txt", [1]));
        Assert.Contains("no data.pkl", Refusal(path), StringComparison.Ordinal);
        WriteZip(path, false, ("a/data.pkl", [1]), ("b/data.pkl", [1]));
        Assert.Contains("more than one data.pkl", Refusal(path), StringComparison.Ordinal);
        WriteZip(path, false, ("a/data.pkl", Of(0x80, 2, Plain, ".")), ("a/byteorder", "big"u8.ToArray()));
        Assert.Contains("big-endian", Refusal(path), StringComparison.Ordinal);
    }
}
