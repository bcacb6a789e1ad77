using TadSr.Checkpoints;
using static TadSr.Tests.Checkpoints.PickleBytes;
using static TadSr.Tests.Checkpoints.PthSamples;

namespace TadSr.Tests.Checkpoints;

/// <summary>Values that training programs save beside the weights, in the opcodes that Python writes for them.</summary>
[Trait("Kind", "Unit")]
public class PickleValueTests
{
    private static readonly byte[] one = Of("K", 1);

    public static TheoryData<string, byte[]> Values()
    {
        var rows = new TheoryData<string, byte[]>
        {
            { "counter", Of("ccollections\nCounter\n}(K", 5, one, "K", 9, one, "u", 0x85, "R") },
            { "empty counter", Of("ccollections\nCounter\n)R") },
            { "defaultdict of lists", Of("ccollections\ndefaultdict\nc__builtin__\nlist\n", 0x85, "R", Text("a"), "]", one, "as") },
            { "defaultdict of dictionaries", Of("ccollections\ndefaultdict\n", Text("builtins"), Text("dict"), 0x93, 0x85, "RK", 0, Plain, "s") },
            { "defaultdict of ordered dictionaries", Of("ccollections\ndefaultdict\nccollections\nOrderedDict\n", 0x85, "R") },
            { "defaultdict without default", Of("ccollections\ndefaultdict\n)R", Text("a"), one, "s") },
            { "deque", Of("ccollections\ndeque\n)R(", one, "K", 2, "e") },
            { "deque of limited length", Of("ccollections\ndeque\n)K", 5, 0x86, "R(", one, "K", 2, "e") },
            { "set", Of("c__builtin__\nset\n](", one, "K", 2, "e", 0x85, "R") },
            { "set of Python 3", Of("cbuiltins\nset\n]", one, "a", 0x85, "R") },
            { "set of protocol 4", Of(0x8f, "(", one, "K", 2, 0x90) },
            { "frozenset", Of("c__builtin__\nfrozenset\n]", one, "a", 0x85, "R") },
            { "frozenset of protocol 4", Of("(", one, "K", 2, 0x91) },
            { "settings", Of("cargparse\nNamespace\n)", 0x81, Dictionary("lr", one, "dtype", Of("ctorch\nbfloat16\n"), "out", Of("cpathlib\nPosixPath\n", Text("runs"), Text("a"), 0x86, "R")), "b") },
            { "simple namespace", Of("ctypes\nSimpleNamespace\n)R", Dictionary("lr", one), "b") },
            { "settings with slots", Of("cargparse\nNamespace\n)", 0x81, "N", Dictionary("lr", one), 0x86, "b") },
            { "hyper-parameters", Of("cpytorch_lightning.utilities.parsing\nAttributeDict\n)", 0x81, Text("lr"), one, "s") },
            { "configuration", Of("comegaconf.dictconfig\nDictConfig\n)", 0x81, Dictionary(
                "_metadata", Of("comegaconf.base\nContainerMetadata\n)", 0x81, Dictionary("ref_type", Of("ctyping\nAny\n"), "key_type", Of("c__builtin__\nstr\n")), "b"),
                "_content", Dictionary("a", Of("comegaconf.nodes\nAnyNode\n)", 0x81, Dictionary("_val", one), "b"))), "b") },
            { "callbacks under their classes", Of("}cpytorch_lightning.callbacks.model_checkpoint\nModelCheckpoint\n", Dictionary("best", one), "scmain\nImageLogger\n}s") },
            { "array of numpy", Of("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK", 0, 0x85, "c_codecs\nencode\n", Text("b"), Text("latin1"), 0x86, "R", 0x87, "R(",
                one, one, 0x85, "cnumpy\ndtype\n", Text("f8"), 0x89, 0x88, 0x87, "R", 0x89, "c_codecs\nencode\n", Text("abcdefgh"), Text("latin1"), 0x86, "Rtb") },
            { "date", Of("cdatetime\ndate\nc_codecs\nencode\n", Text("abcd"), Text("latin1"), 0x86, "R", 0x85, "R") },
            { "parameter with state", Of("ctorch._utils\n_rebuild_parameter_with_state\n(", Tensor("0", 4, 0, [4], [1]), 0x88, "ccollections\nOrderedDict\n)R", Dictionary("tag", one), "tR") },
        };
        foreach (var name in new[] { "float64", "float16", "bfloat16", "int64", "uint8", "bool", "complex64", "quint8", "float8_e4m3fn" })
            rows.Add(name, Of($"ctorch\n{name}\n"));
        return rows;
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_beside_the_weights_is_parsed_and_dropped(string what, byte[] value)
    {
        // As a value, stored for later, inside other values, and as state of the optimizer.
        var nested = Of("(", value, "](", value, value, "et");
        using var file = Open(Legacy(Dictionary(what, Of(value, "q", 7), "nested", nested, "again", Of("h", 7), "state_dict", Plain, "optimizer", Dictionary("state", Of("}K", 0, value, "s"))), Four));
        Assert.Equal("state_dict", file.Layout);
        Assert.Equal(["a"], file.Entries.Select(e => e.Name));
        Assert.Equal<float>([1, 2, 3, 4], Read(file));
    }

    [Fact]
    public void Storage_of_a_tensor_that_was_dropped_is_stepped_over()
    {
        var dropped = Of("ctypes\nSimpleNamespace\n", Tensor("1", 2, 0, [2], [1]), 0x85, "R");
        using var file = Open(Legacy(Dictionary("args", dropped, "state_dict", Plain), ("1", [8, 9]), Four));
        Assert.Equal<float>([1, 2, 3, 4], Read(file));
    }

    [Fact]
    public void Foreign_global_is_refused_wherever_it_is_more_than_a_key()
    {
        const string Foreign = "cos\nsystem\n";
        byte[][] uses =
        [
            Of(Foreign), Dictionary("a", Of(Foreign)), Of("](", Foreign, "e"), Of("]", Foreign, "a"), Of("(", Foreign, "l"), Of("(", Foreign, "t"), Of(Foreign, 0x85),
            Of(Foreign, Text("x"), 0x85, "R"), Of(Foreign, ")", 0x81), Of(0x8f, "(", Foreign, 0x90), Of("(", Foreign, 0x91), Of("(", Text("a"), Foreign, "d"),
            Of("ccollections\ndefaultdict\n", Foreign, 0x85, "R"), Of("}", Foreign, one, "s", Foreign, "q", 3, "h", 3, Text("x"), 0x85, "R"),
        ];
        foreach (var use in uses)
            Refuses(Legacy(use), "the global 'os.system' at byte", "nothing was run");
    }

    [Fact]
    public void Value_with_arguments_that_Python_does_not_write_is_refused()
    {
        Refuses(Legacy(Of("ccollections\nCounter\n", Text("x"), 0x85, "R")), "calls collections.Counter with arguments that it cannot take");
        Refuses(Legacy(Of("ccollections\ndefaultdict\n", Text("x"), 0x85, "R")), "calls collections.defaultdict with");
        Refuses(Legacy(Of("cbuiltins\nset\n", Text("x"), 0x85, "R")), "calls builtins.set with");
        Refuses(Legacy(Of("cbuiltins\nlist\n)R")), "calls builtins.list with");
        Refuses(Legacy(Of("ctorch\nfloat16\n)R")), "something that is not an allowed global");
        Refuses(Legacy(Of("ccollections\nCounter\n)", 0x81)), "NEWOBJ at byte", "makes collections.Counter, which is not allowed");
        Refuses(Legacy(Of("cargparse\nNamespace\n)}", 0x92)), "NEWOBJEX at byte");
        Refuses(Legacy(Of("(iargparse\nNamespace\n")), "INST at byte");
        Refuses(Legacy(Of("]", Dictionary("a", one), "b")), "BUILD at byte", "sets attributes");
    }

    [Fact]
    public void Hostile_use_of_values_stays_bounded()
    {
        // A long value that every call or state would go through again.
        var items = Of([.. Enumerable.Repeat<object>("N", 20_000)]);
        var calls = Of("(", items, "tq", 0, "0", Of([.. Enumerable.Repeat<object>(Of("cbuiltins\nset\nh", 0, 0x85, "R0"), 10_000)]));
        Refuses(Legacy(calls), "need more than 64.0 MB");
        var states = Of("}(", items, "uq", 0, "0cargparse\nNamespace\n)", 0x81, Of([.. Enumerable.Repeat<object>(Of("h", 0, "b"), 10_000)]));
        Refuses(Legacy(states), "need more than 64.0 MB");
        Refuses(Legacy(Of(0x8f, Of([.. Enumerable.Repeat<object>(Of("q", 0, "0", 0x8f, "(h", 0, 0x90), 1000)]))), "nested more than 500 deep");
        using var own = Open(Legacy(Of("cargparse\nNamespace\n)", 0x81, Text("state_dict"), Plain, "s2b"), Four));   // an object as its own state
        Assert.Equal("state_dict", own.Layout);
    }
}
