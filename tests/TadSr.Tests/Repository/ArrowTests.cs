using System.Text.RegularExpressions;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

[Trait("Kind", "Unit")]
public sealed partial class ArrowTests
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

    /// <summary>Parts that know tensors through and through.</summary>
    private static readonly string[] TensorParts = ["Training", "Metrics", "Weights", "Models", "Losses", "Codecs", "Diffusion", "Networks"];

    /// <summary>In the other parts only these types know tensors.</summary>
    private static readonly string[] TensorTypes =
    [
        "Checkpoints.SafetensorsWriter", "Checkpoints.StateDict", "Checkpoints.TorchTensorSource", "Checkpoints.TorchTypes",
        "Runtime.Backend", "Runtime.ComputeType", "Runtime.HostMemory",
    ];

    /// <summary>The types of the public surface that take another library's objects although their part knows nothing of it.</summary>
    private static readonly string[] PublicDoors = ["SuperResolver"];

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

    [Theory]
    [InlineData("SixLabors.ImageSharp", "Imaging")]
    [InlineData("NetVips", "Imaging")]
    [InlineData("YamlDotNet", "Configuration")]
    public void One_part_alone_knows_a_library(string library, string part) => Assert.Equal(
        [part], Users(library).Where(type => !PublicDoors.Contains(Outermost(type).Name)).Select(type => PartOf(type)).Distinct());

    [Fact]
    public void Tensors_stay_out_of_parts_that_need_none()
    {
        var users = Users("TorchSharp").Where(type => !TensorParts.Contains(PartOf(type))).Select(type => $"{PartOf(type)}.{Outermost(type).Name}").Distinct();

        Assert.Empty(users.Except(TensorTypes));
    }

    [Fact]
    public void Files_name_only_parts_that_lie_below_theirs()
    {
        var source = Path.Combine(References.RepositoryRoot(), "src", "TadSr");
        var wrong =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(source, file)
            let part = name.Split(Path.DirectorySeparatorChar)[0]
            where RowOf(part) >= 0
            from line in File.ReadLines(file)
            let used = Using().Match(line).Groups[1].Value
            where used != part && RowOf(used) >= 0 && RowOf(used) <= RowOf(part)
            select $"{name}: {line}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Families_are_named_by_nothing_but_their_folder_and_the_registry()
    {
        string[] users = ["CodecDescription", "VqganCodec", "CodecStage", "StageFactory", "NetworkFamilies"];
        var wrong =
            from type in typeof(TadSrException).Assembly.GetTypes()
            where PartOf(type) is not null
            from used in TypeReferences.Of(type)
            let family = FamilyOf(used)
            where family is not null && family != FamilyOf(type)
            let outer = Outermost(type).Name
            where outer != "NetworkFamilies" && !(family == "Vqgan" && users.Contains(outer))
            select $"{outer} -> {used.Name}";

        Assert.Empty(wrong);

        static string? FamilyOf(Type type) => Outermost(type).Namespace?.Split('.') is ["TadSr", "Networks", var family] && family is not ("Layers" or "Perceptual" or "Adversarial") ? family : null;
    }

    [Fact]
    public void Walker_sees_what_only_the_code_of_a_method_uses()
    {
        Assert.Contains(typeof(TadSrException), TypeReferences.Of(typeof(InstructionSets)));
        Assert.Contains(typeof(UriFormatException), TypeReferences.Of(typeof(Catching)));
    }

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

    private static IEnumerable<Type> Users(string library) =>
        typeof(TadSrException).Assembly.GetTypes().Where(type => PartOf(type) is not null && TypeReferences.Of(type).Any(used => used.Assembly.GetName().Name == library));

    private static string? PartOf(Type type)
    {
        var names = Outermost(type).Namespace?.Split('.');
        return names is ["TadSr", var part, ..] ? part : null;
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^using (?:static )?TadSr\.(\w+)")]
    private static partial Regex Using();

    private static class Catching
    {
        public static void Run(Action action)
        {
            try
            {
                action();
            }
            catch (UriFormatException)
            {
                action();
            }
        }
    }
}
