using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Runtime;

namespace TadSr.Tests.Repository;

[Trait("Kind", "Unit")]
public sealed class ArrowTests
{
    /// <summary>From the top down. A part may use every part of a lower row and none of its own.</summary>
    private static readonly string[][] Rows =
    [
        ["Training", "Inference", "Metrics"],
        ["Weights", "Models"],
        ["Losses", "Degradation", "Data", "Codecs"],
        ["Diffusion", "Networks"],
        ["Checkpoints", "Imaging", "Configuration"],
        ["Runtime"],
    ];

    [Fact]
    public void Parts_use_only_what_lies_below_them()
    {
        var wrong = Uses().Where(use => RowOf(use.From) >= RowOf(use.To)).Select(use => $"{use.From} uses {use.To}: {use.Where}");

        Assert.True(!wrong.Any(), string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Every_namespace_of_the_library_has_its_place_in_the_picture() =>
        Assert.DoesNotContain(Parts(), part => Array.FindIndex(Rows, row => row.Contains(part)) < 0);

    [Fact]
    public void Diffusion_knows_no_network_and_losses_know_no_diffusion_network()
    {
        Assert.DoesNotContain(Uses(), use => (use.From, use.To) == ("Diffusion", "Networks"));
        string[] unknown = ["SwinUnet", "LiteUnet", "DiffusionNetwork"];
        Assert.DoesNotContain(Uses(), use => use.From == "Losses" && unknown.Contains(use.Where.Split(" -> ")[1]));
    }

    [Fact]
    public void Walker_sees_what_only_the_code_of_a_method_uses() =>
        Assert.Contains(typeof(TadSrException), TypeReferences.Of(typeof(InstructionSets)));

    private static int RowOf(string part) => Array.FindIndex(Rows, row => row.Contains(part));

    private static IEnumerable<string> Parts() =>
        typeof(TadSrException).Assembly.GetTypes().Select(PartOf).OfType<string>().Distinct();

    private static IEnumerable<(string From, string To, string Where)> Uses() =>
        from type in typeof(TadSrException).Assembly.GetTypes()
        let part = PartOf(type)
        where part is not null
        from used in TypeReferences.Of(type)
        where used.Assembly == type.Assembly
        let usedPart = PartOf(used)
        where usedPart is not null && usedPart != part
        select (part, usedPart, $"{type.Name} -> {used.Name}");

    private static string? PartOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        var names = type.Namespace?.Split('.');
        return names is ["TadSr", var part, ..] ? part : null;
    }
}
