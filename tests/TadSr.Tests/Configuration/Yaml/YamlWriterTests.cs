using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Networks;

namespace TadSr.Tests.Configuration.Yaml;

[Trait("Kind", "Unit")]
public sealed class YamlWriterTests
{
    public static TheoryData<string> Presets => [.. PresetFile.Known()];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Written_preset_with_overrides_reads_as_an_equal_one(string name)
    {
        using var folder = new TemporaryFolder();
        var config = TrainConfig.Load(PresetFile.Find(name), NetworkFamilies.Trainable, "recipe=authors-code", "optim.eps=1.5e-9", "data.train=[{folder: 'a: b', weight: 0.1}, \"~\"]", "data.exclude=~", "release.origin=\"two\\nlines \\\"quoted\\\"\"");

        YamlWriter.Write(folder.File("config.yaml"), config, "all keys", NetworkFamilies.Trainable);

        var text = File.ReadAllText(folder.File("config.yaml"));
        Assert.StartsWith("# all keys\n", text, StringComparison.Ordinal);
        var read = TrainConfig.Load(folder.File("config.yaml"), NetworkFamilies.Trainable);
        Assert.Equivalent(config, read, strict: true);
        Assert.Equal(YamlWriter.ToText(config, NetworkFamilies.Trainable), YamlWriter.ToText(read, NetworkFamilies.Trainable));
    }

    [Fact]
    public void Sections_are_indented_and_lists_stay_on_their_line() =>
        Assert.StartsWith(
            """
            recipe: authors-code
            diffusion:
              steps: 15
              kappa: 0.1
            optim:
              type: "adamw"
              lr: 5E-05
              betas: [0.9, 0.999]
            """,
            YamlWriter.ToText(new SampleConfig { Recipe = SampleRecipe.AuthorsCode, Diffusion = new SampleDiffusion { Kappa = 0.1 } }), StringComparison.Ordinal);
}
