using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Tests.Configuration.Yaml;

[Trait("Kind", "Unit")]
public sealed class ConfigTreeTests
{
    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: the key 'a' is already given at a.yaml:1:1; keep one of them.")]
    [InlineData("a: &x 1\nb: *x\n", "a.yaml:1:4: the anchor '&x' is not supported; write the value where it is used.")]
    [InlineData("b: *x\n", "a.yaml:1:4: the alias '*x' is not supported; write the value out.")]
    [InlineData("b: !!python/object 1\n", "a.yaml:1:4: the tag 'tag:yaml.org,2002:python/object' is not supported; the key says what type its value has.")]
    [InlineData("a: 1\n---\na: 2\n", "a.yaml:2:1: a second document starts here; write one configuration per file.")]
    [InlineData("- a\n", "a.yaml:1:1: a configuration consists of 'key: value' lines.")]
    [InlineData("just words", "a.yaml:1:1: a configuration consists of 'key: value' lines.")]
    [InlineData("[a]: 1\n", "a.yaml:1:1: a key must be a plain word.")]
    public void Text_that_is_no_configuration_is_refused_with_its_place(string yaml, string message)
    {
        var error = Assert.Throws<TadSrException>(() => ConfigTree.Parse(yaml, "a.yaml"));

        Assert.Equal((message, ErrorKind.Usage), (error.Message, error.Kind));
    }

    [Theory]
    [InlineData("a: 1\n  b: 2\n", "a.yaml:2:4: this is not valid YAML: ")]
    [InlineData("a: [1,\nb: 2", "a.yaml:")]
    [InlineData("a: 'x\n", "a.yaml:")]
    public void Broken_yaml_is_one_line_with_its_place(string yaml, string start)
    {
        var error = Assert.Throws<TadSrException>(() => ConfigTree.Parse(yaml, "a.yaml"));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.Contains("this is not valid YAML", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Fact]
    public void Deep_nesting_is_refused_before_the_stack_ends()
    {
        var error = Assert.Throws<TadSrException>(() => ConfigTree.Parse($"a: {new string('[', 100)}{new string(']', 100)}", "a.yaml"));

        Assert.Contains("more than 32 levels of nesting", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Override_replaces_adds_and_creates_sections()
    {
        var config = YamlBinder.Bind<SampleConfig>(ConfigTree.Parse("optim: { lr: 1, warmup: 2 }", "a.yaml")
            .With(["optim.lr=5e-5", "data.train=[a, {path: b, weight: 3}]", "reduction=sum-heads", "checkpoint=a=b.pth", "seed=1", "seed=~"]));

        Assert.Equal((5e-5, 2), (config.Optim.Lr, config.Optim.Warmup));
        Assert.Equal([new SampleFolder { Path = "a" }, new SampleFolder { Path = "b", Weight = 3 }], config.Data.Train);
        Assert.Equal(SampleReduction.SumHeads, config.Reduction);
        Assert.Equal("a=b.pth", config.Checkpoint);
        Assert.Null(config.Seed);
    }

    [Theory]
    [InlineData("optim.lr", "override optim.lr: expected key=value, with the keys of nested sections joined by dots, such as 'train.batch=8'.")]
    [InlineData("optim..lr=1", "override optim..lr=1: expected key=value, with the keys of nested sections joined by dots, such as 'train.batch=8'.")]
    [InlineData("optim.lr=[", "override optim.lr: this is not valid YAML: ")]
    [InlineData("optim.lr=fast", "override optim.lr: 'optim.lr' must be a number such as 0.5 or 5e-5, found 'fast'.")]
    [InlineData("optim.rl=1", "override optim.rl: unknown key 'rl' in 'optim'; did you mean 'lr'? known here: type, lr, betas, warmup.")]
    [InlineData("optm.lr=1", "override optm.lr: unknown key 'optm'; did you mean 'optim'? known here: ")]
    [InlineData("seed.value=1", "override seed.value: 'seed' is a single value at a.yaml:1:7, so nothing can be set inside it.")]
    [InlineData("diffusion.steps=1", "override diffusion.steps: steps is 1;")]
    [InlineData("optim.betas=[1]", "override optim.betas: 'optim.betas[0]' is 1, but must be at least 0 and below 1.")]
    public void Wrong_override_names_itself(string assignment, string start)
    {
        var error = Assert.Throws<TadSrException>(() => YamlBinder.Bind<SampleConfig>(ConfigTree.Parse("seed: 1", "a.yaml").With(assignment)));

        Assert.StartsWith(start, error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Fact]
    public void Check_of_a_section_names_file_and_overrides()
    {
        var tree = ConfigTree.Parse("diffusion: { steps: 4 }", "a.yaml").With(["diffusion.kappa=3", "diffusion.steps=1"]);

        var error = Assert.Throws<TadSrException>(() => YamlBinder.Bind<SampleConfig>(tree));

        Assert.StartsWith("a.yaml:1:12 with override diffusion.kappa, override diffusion.steps: steps is 1;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_binary_files_are_bad_files()
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-config-");
        try
        {
            var binary = Path.Combine(folder.FullName, "model.yaml");
            File.WriteAllBytes(binary, [0xff, 0xfe, 0x80]);
            Assert.Equal(ErrorKind.BadFile, Assert.Throws<TadSrException>(() => ConfigTree.Read(binary)).Kind);
            Assert.Equal(ErrorKind.BadFile, Assert.Throws<TadSrException>(() => ConfigTree.Read(Path.Combine(folder.FullName, "none.yaml"))).Kind);
            Assert.Equal(ErrorKind.BadFile, Assert.Throws<TadSrException>(() => ConfigTree.Read(folder.FullName)).Kind);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
