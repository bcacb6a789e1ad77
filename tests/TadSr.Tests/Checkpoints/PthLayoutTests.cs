using TadSr.Checkpoints;
using static TadSr.Tests.Checkpoints.PickleBytes;
using static TadSr.Tests.Checkpoints.PthSamples;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class PthLayoutTests
{
    private static readonly string[] documented = ["params_ema", "params-ema", "ema", "params", "state_dict", "model_state_dict", "model", "net"];

    public static TheoryData<int> Places() => [.. Enumerable.Range(0, documented.Length)];

    [Theory]
    [MemberData(nameof(Places))]
    public void First_documented_key_wins_and_the_others_are_named(int first)
    {
        // The later ones come first in the file, and each holds another value.
        var keys = documented[first..];
        var items = keys.Reverse().SelectMany(key => new object[] { key, Weights(Array.IndexOf(keys, key)) }).ToArray();
        using var file = Open(Legacy(Dictionary(["epoch", Integer(3), .. items]), Numbers));
        Assert.Equal(keys.Length == 1 ? "net" : $"{keys[0]}; left out: {string.Join(", ", keys[1..])}", file.Layout);
        Assert.Equal<float>([0], Read(file));
    }

    [Fact]
    public void Key_without_weights_is_passed_over_and_not_named()
    {
        Reads("plain", [2], Dictionary("ema", Dictionary("decay", Integer(1)), "w", Tensor("0", 8, 2, [1], [1])));
        Reads("state_dict", [3], Dictionary("params", Integer(1), "state_dict", Weights(3), "model", Dictionary("name", Text("x"))));
        Reads("state_dict", [3], Dictionary("ema", Dictionary("decay", Scalar(1)), "state_dict", Weights(3)));
    }

    [Fact]
    public void Keys_inside_keys_are_followed()
    {
        Reads("model.state_dict", [3], Dictionary("model", Dictionary("state_dict", Weights(3)), "optimizer", Dictionary("lr", Integer(1))));
        Reads("state_dict.params_ema; left out: state_dict.params, net", [3],
            Dictionary("net", Weights(1), "state_dict", Dictionary("params", Weights(2), "params_ema", Weights(3))));
        Reads("a.b.c.d", [3], Dictionary("a", Dictionary("b", Dictionary("c", Dictionary("d", Weights(3))))));
        Refuses(Legacy(Dictionary("a", Dictionary("b", Dictionary("c", Dictionary("d", Dictionary("e", Weights(3)))))), Numbers), "holds no tensors at the top");
    }

    [Fact]
    public void Only_dictionary_of_weights_is_taken_whatever_its_key()
    {
        Reads("generator", [3], Dictionary("generator", Weights(3)));
        Reads("generator", [3], Dictionary("iteration", Scalar(1), "generator", Weights(3), "optimizer", Dictionary("lr", Integer(1))));
        Reads("g?n", [3], Dictionary("g\u001bn", Weights(3)));
        Reads("plain", [1], Dictionary("w", Tensor("0", 8, 1, [1], [1]), "extra", Weights(3)));
        Reads("plain", [1], Dictionary("w", Scalar(1)));
    }

    [Theory]
    [InlineData("generator, discriminator", false)]
    [InlineData("model.generator, model.discriminator", true)]
    public void Several_dictionaries_of_unknown_keys_are_refused_by_name(string named, bool wrapped)
    {
        var both = Dictionary("generator", Weights(1), "discriminator", Weights(2));
        Refuses(Legacy(wrapped ? Dictionary("model", both) : both, Numbers), $"holds several dictionaries of tensors ({named})", "save the wanted one alone");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void File_of_nothing_but_a_tensor_gives_it_a_name(bool isParameter)
    {
        var tensor = Tensor("0", 4, 1, [3], [1]);
        using var file = Open(Legacy(isParameter ? Of("ctorch._utils\n_rebuild_parameter\n(", tensor, 0x88, "ccollections\nOrderedDict\n)RtR") : tensor, Four));
        Assert.Equal(("a single tensor", "tensor"), (file.Layout, Assert.Single(file.Entries).Name));
        Assert.Equal<float>([2, 3, 4], Read(file));
    }

    [Fact]
    public void Dictionary_that_holds_itself_ends_the_search()
    {
        Refuses(Legacy(Of("}q", 0, Text("model"), "h", 0, "s", Text("net"), "h", 0, "s")), "holds no tensors at the top");
        Reads("net", [3], Of("}q", 0, Text("model"), "h", 0, "s", Text("net"), Weights(3), "s"));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("netG.")]
    [InlineData("_orig_mod.")]
    [InlineData("netG.module.")]
    [InlineData("_orig_mod.module.netG.")]
    public void Prefix_that_all_keys_share_is_removed(string prefix)
    {
        using var file = Open(Legacy(Dictionary("state_dict", Dictionary(prefix + "a.weight", Tensor("0", 8, 1, [1], [1]), prefix + "b", Scalar(2))), Numbers));
        Assert.Equal(["a.weight", "b"], file.Entries.Select(e => e.Name));
        Assert.Equal<float>([1], Read(file));
    }

    [Fact]
    public void Prefix_that_one_key_lacks_stays()
    {
        using var file = Open(Legacy(Dictionary("netG.a", Tensor("0", 8, 1, [1], [1]), "netD.a", Scalar(2)), Numbers));
        Assert.Equal(["netG.a", "netD.a"], file.Entries.Select(e => e.Name));
        using var bare = Open(Legacy(Dictionary("module.", Tensor("0", 8, 1, [1], [1]), "module.a", Scalar(2)), Numbers));
        Assert.Equal(["module.", "module.a"], bare.Entries.Select(e => e.Name));
    }

    [Theory]
    [InlineData("", "module.")]
    [InlineData("", "module.module.")]
    [InlineData("module.", "module.module.")]
    [InlineData("_orig_mod.", "_orig_mod.module.")]
    public void Averaged_model_loses_its_count_and_prefix(string outside, string inside)
    {
        using var file = Open(Legacy(Dictionary("model", Dictionary(outside + "n_averaged", Scalar(7), inside + "a", Tensor("0", 8, 1, [1], [1]), inside + "b", Scalar(2))), Numbers));
        Assert.Equal(["a", "b"], file.Entries.Select(e => e.Name));
        Assert.Equal<float>([2], Read(file, 1));
    }

    [Fact]
    public void Count_of_another_network_stays()
    {
        using var file = Open(Legacy(Dictionary("n_averaged", Scalar(7), "a", Tensor("0", 8, 1, [1], [1])), Numbers));
        Assert.Equal(["n_averaged", "a"], file.Entries.Select(e => e.Name));
    }

    private static (string, float[]) Numbers => ("0", [0, 1, 2, 3, 4, 5, 6, 7]);

    private static byte[] Weights(int value) => Dictionary("w", Tensor("0", 8, value, [1], [1]));

    private static byte[] Scalar(int value) => Tensor("0", 8, value, [], []);

    private static void Reads(string layout, float[] values, byte[] pickle)
    {
        using var file = Open(Legacy(pickle, Numbers));
        Assert.Equal(layout, file.Layout);
        Assert.Equal(values, Read(file));
    }
}
