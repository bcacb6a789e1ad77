using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Tests.Configuration.Yaml;

[Trait("Kind", "Unit")]
public sealed class YamlBinderTests
{
    [Fact]
    public void Binder_gives_every_kind_of_value_its_type()
    {
        var config = Bind(
            """
            recipe: authors-code
            diffusion: { steps: 4, kappa: 1 }
            optim:
              lr: 5.0e-5
              betas: [0.5, 9e-1]
            optim_d: { lr: 1e-4 }
            data:
              train: [photos, { path: "more photos", weight: 2 }]
              shares: { a: 0.25, b-c: 3 }
            reduction: sum_heads
            enabled: false
            checkpoint: 2024
            seed: 18446744073709551615
            """);

        Assert.Equal(SampleRecipe.AuthorsCode, config.Recipe);
        Assert.Equal(new SampleDiffusion { Steps = 4, Kappa = 1 }, config.Diffusion);
        Assert.Equal(5e-5, config.Optim.Lr);
        Assert.Equal([0.5, 0.9], config.Optim.Betas);
        Assert.Equal(5000, config.Optim.Warmup);
        Assert.Equal(1e-4, config.OptimD.Lr);
        Assert.Equal([new SampleFolder { Path = "photos" }, new SampleFolder { Path = "more photos", Weight = 2 }], config.Data.Train);
        Assert.Equal(0.25, config.Data.Shares["a"]);
        Assert.Equal(3, config.Data.Shares["b-c"]);
        Assert.Equal(SampleReduction.SumHeads, config.Reduction);
        Assert.False(config.Enabled);
        Assert.Equal("2024", config.Checkpoint);
        Assert.Equal(ulong.MaxValue, config.Seed);
    }

    [Fact]
    public void Binder_keeps_what_a_section_leaves_out()
    {
        var config = Bind("optim_d: { lr: 1 }\ndata:\n");

        Assert.Equal(0, config.OptimD.Warmup);
        Assert.Equal(5e-5, config.Optim.Lr);
        Assert.Empty(config.Data.Train);
    }

    [Fact]
    public void Binder_starts_from_given_defaults_and_leaves_them_alone()
    {
        var defaults = new SampleConfig { Recipe = SampleRecipe.AuthorsCode, Optim = new SampleOptim { Lr = 7, Warmup = 3 } };

        var config = YamlBinder.Bind(ConfigTree.Parse("optim: { lr: 8 }", "a.yaml"), defaults);

        Assert.Equal(SampleRecipe.AuthorsCode, config.Recipe);
        Assert.Equal((8.0, 3), (config.Optim.Lr, config.Optim.Warmup));
        Assert.Equal(7, defaults.Optim.Lr);
    }

    [Theory]
    [InlineData("", "paper")]
    [InlineData("# only a comment\n", "paper")]
    [InlineData("seed: ~\ncheckpoint: null\n", "paper")]
    public void Binder_accepts_what_is_empty(string yaml, string recipe) =>
        Assert.Equal((recipe, null, null), (Bind(yaml).Recipe.ToString().ToLowerInvariant(), Bind(yaml).Seed, Bind(yaml).Checkpoint));

    [Theory]
    [InlineData("optim:\n  warm_up: 3\n", "a.yaml:2:3: unknown key 'warm_up' in 'optim'; did you mean 'warmup'? known here: type, lr, betas, warmup.")]
    [InlineData("kapa: 3\n", "a.yaml:1:1: unknown key 'kapa'; known here: recipe, diffusion, optim, optim_d, data, reduction, enabled, checkpoint, seed.")]
    [InlineData("optim: { kappa: 3 }\n", "a.yaml:1:10: unknown key 'kappa' in 'optim'; did you mean 'diffusion.kappa'? known here: type, lr, betas, warmup.")]
    [InlineData("largest_step: 3\n", "a.yaml:1:1: unknown key 'largest_step'; known here: recipe, diffusion, optim, optim_d, data, reduction, enabled, checkpoint, seed.")]
    [InlineData("data:\n  train:\n    - { path: a, wieght: 2 }\n", "a.yaml:3:18: unknown key 'wieght' in 'data.train[0]'; did you mean 'weight'? known here: path, weight.")]
    public void Unknown_key_names_place_and_nearest_key(string yaml, string message) => AssertRefused(message, yaml);

    [Theory]
    [InlineData("diffusion: { steps: 4.5 }", "a.yaml:1:21: 'diffusion.steps' must be a whole number below 2147483648, found '4.5'.")]
    [InlineData("diffusion: { steps: '4' }", "a.yaml:1:21: 'diffusion.steps' must be a whole number below 2147483648, found the quoted text '4'.")]
    [InlineData("optim: { lr: 0,5 }", "a.yaml:1:16: unknown key '5' in 'optim'; known here: type, lr, betas, warmup.")]
    [InlineData("optim:\n  lr: 0,5\n", "a.yaml:2:7: 'optim.lr' must be a number such as 0.5 or 5e-5, found '0,5'.")]
    [InlineData("optim:\n  lr: NaN\n", "a.yaml:2:7: 'optim.lr' must be a number such as 0.5 or 5e-5, found 'NaN'.")]
    [InlineData("optim:\n  lr: 1e999\n", "a.yaml:2:7: 'optim.lr' must be a number such as 0.5 or 5e-5, found '1e999'.")]
    [InlineData("optim:\n  lr:\n", "a.yaml:2:6: 'optim.lr' needs a value; write one or remove the line.")]
    [InlineData("seed: -1", "a.yaml:1:7: 'seed' must be a whole number that is not negative, found '-1'.")]
    [InlineData("enabled: yes", "a.yaml:1:10: 'enabled' must be true or false, found 'yes'.")]
    [InlineData("recipe: papper", "a.yaml:1:9: 'recipe' cannot be 'papper'; did you mean 'paper'? known values: paper, authors-code.")]
    [InlineData("recipe: 1", "a.yaml:1:9: 'recipe' cannot be '1'; known values: paper, authors-code.")]
    [InlineData("data: { train: photos }", "a.yaml:1:16: 'data.train' must be a list, such as [photos], found 'photos'.")]
    [InlineData("data: { train: [~] }", "a.yaml:1:17: 'data.train[0]' needs a value.")]
    [InlineData("data: [a]", "a.yaml:1:7: 'data' must be a section with 'key: value' lines, found a list.")]
    [InlineData("optim: adamw", "a.yaml:1:8: 'optim' must be a section with 'key: value' lines, found 'adamw'.")]
    [InlineData("checkpoint: [a]", "a.yaml:1:13: 'checkpoint' must be a single value, found a list.")]
    public void Wrong_type_names_place_and_expectation(string yaml, string message) => AssertRefused(message, yaml);

    [Theory]
    [InlineData("diffusion:\n  steps: 1\n", "a.yaml:2:3: steps is 1; a schedule needs at least 2.")]
    [InlineData("diffusion: { kappa: 0 }", "a.yaml:1:21: 'diffusion.kappa' is 0, but must be above 0.")]
    [InlineData("optim: { betas: [0.9, 1] }", "a.yaml:1:23: 'optim.betas[1]' is 1, but must be at least 0 and below 1.")]
    [InlineData("enabled: true\nseed: 13\n", "a.yaml:2:7: seed 13 while enabled.")]
    [InlineData("data:\n  train:\n    - weight: 2\n", "a.yaml:3:7: the key 'data.train[0].path' is missing.")]
    public void Value_out_of_range_names_place_and_range(string yaml, string message) => AssertRefused(message, yaml);

    [Fact]
    public void Limits_apply_to_each_number_of_a_list_when_it_is_inside() =>
        Assert.Equal([0, 0.5], Bind("optim: { betas: [0, 0.5] }").Optim.Betas);

    [Fact]
    public void Numbers_do_not_depend_on_the_culture_of_the_machine()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            var german = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            Thread.CurrentThread.CurrentCulture = german;
            Assert.Equal(0.5, Bind("optim: { lr: 0.5 }").Optim.Lr);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private static SampleConfig Bind(string yaml) => YamlBinder.Bind<SampleConfig>(ConfigTree.Parse(yaml, "a.yaml"));

    private static void AssertRefused(string message, string yaml)
    {
        var error = Assert.Throws<TadSrException>(() => Bind(yaml));
        Assert.Equal(message, error.Message);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }
}
