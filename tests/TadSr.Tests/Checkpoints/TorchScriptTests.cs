using TadSr.Checkpoints;
using static TadSr.Tests.Checkpoints.PickleBytes;
using static TadSr.Tests.Checkpoints.PthSamples;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class TorchScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parameters_of_nested_modules_are_named_by_their_path()
    {
        var child = Module("torch.nn.modules.conv.Conv2d", "weight", Tensor("0", 4, 1, [2], [1]), "bias", Of("N"), "training", Of(0x89),
            "_reversed_padding_repeated_twice", Of("ctorch.jit._pickle\nbuild_intlist\n](K", 0, "K", 0, "e", 0x85, "R"));
        var shared = Module("Leaf", "w", Tensor("0", 4, 3, [1], [1]));
        using var file = Open(Module("Net",
            "scale", Tensor("0", 4, 0, [], []), "blocks", Module("List", "0", child, "1", Of(shared, "q", 9)), "again", Of("h", 9),
            "colour", Of("c__torch__\nColour\nK", 1, "R"),   // an enumeration: a bare number instead of a tuple
            "pair", Of("c__torch__\nPair\nK", 1, 0x85, "R"),
            "table", Of("ctorch.jit._pickle\nrestore_type_tag\n}", Text("k"), Tensor("0", 4, 2, [1], [1]), "s", Text("Dict[str, Tensor]"), 0x86, "R"),
            "packed", Of("c__torch__.torch.classes.quantized\nPacked\n)", 0x81, Of(Tensor("0", 4, 2, [1], [1]), 0x85), "b")));
        Assert.Equal(("PyTorch zip", "TorchScript"), (file.Format, file.Layout));
        Assert.Equal(["scale", "blocks.0.weight", "blocks.1.w", "again.w"], file.Entries.Select(e => e.Name));
        Assert.Equal<float>([2, 3], Read(file, 1));
        Assert.Equal<float>([4], Read(file, 3));
    }

    [Fact]
    public void Prefix_of_a_wrapper_is_removed()
    {
        using var file = Open(Module("Wrapper", "module", Module("Net", "w", Tensor("0", 4, 1, [2], [1]))));
        Assert.Equal(["w"], file.Entries.Select(e => e.Name));
    }

    [Fact]
    public void Archive_without_parameters_is_refused() =>
        Assert.Contains("a TorchScript archive without parameters", Refused(Module("Net", "training", Of(0x88))), StringComparison.Ordinal);

    [Fact]
    public void Module_that_holds_itself_is_refused()
    {
        var own = Of("c__torch__\nNet\n)", 0x81, "q", 0, Dictionary("w", Tensor("0", 4, 0, [1], [1]), "self", Of("h", 0)), "b");
        Assert.Contains("nested more than 100 deep", Refused(own), StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_that_share_modules_stay_bounded()
    {
        // Forty levels of two references each: a trillion names.
        var pickle = Of(Module("Leaf", "w", Tensor("0", 4, 0, [1], [1])), "q", 0, "0");
        for (var i = 0; i < 40; i++)
            pickle = Of(pickle, Module("Pair", "a", Of("h", i), "b", Of("h", i)), "q", i + 1, "0");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("need more than 64.0 MB", Refused(Of(pickle, "h", 40)), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Fact]
    public void Modules_deeper_than_the_limit_are_refused()
    {
        var pickle = Module("Leaf", "w", Tensor("0", 4, 0, [1], [1]));
        for (var i = 0; i < 600; i++)
            pickle = Of($"c__torch__\nM\n)", 0x81, "}", Text("m"), pickle, "sb");
        Assert.Contains("nested more than 500 deep", Refused(pickle), StringComparison.Ordinal);
    }

    private static byte[] Module(string name, params object[] state) => Of($"c__torch__\n{name}\n)", 0x81, Dictionary(state), "b");

    private string Refused(byte[] value) => Refusal(Archive(value));

    private ICheckpoint Open(byte[] value) => CheckpointFile.Open(Archive(value));

    /// <summary>An archive with code, which nobody reads: one member of it is no Python, and two have one name.</summary>
    private string Archive(byte[] value)
    {
        var path = folder.File("net.pt");
        WriteZip(path, false, ("net/data/0", [.. new float[] { 1, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)]), ("net/data.pkl", Of(0x80, 2, value, ".")),
            ("net/code/__torch__.py", [0xff, 0]), ("net/code/__torch__.py", [1]), ("net/constants.pkl", Of("cos\nsystem\n(", Text("true"), "tR.")), ("net/version", [(byte)'3']));
        return path;
    }
}
