using System.Text.RegularExpressions;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Swin;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Configuration;

[Trait("Kind", "Unit")]
public sealed partial class PresetTests
{
    public static TheoryData<string> Presets => [.. PresetFile.Known()];

    public static TheoryData<string> AblationCommands =>
        [.. Command().Matches(File.ReadAllText(Path.Combine(References.RepositoryRoot(), "docs", "ablations.md"))).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Shipped_preset_binds(string name) =>
        Assert.NotNull(TrainConfig.Load(PresetFile.Find(name), NetworkFamilies.Trainable).Task);

    [Fact]
    public void Presets_that_the_documentation_names_are_shipped() =>
        Assert.Subset(PresetFile.Known().ToHashSet(), new HashSet<string> { "realsr", "realsr_teacher", "faces", "lite/teacher", "lite/student", "lite/codec" });

    [Fact]
    public void Student_presets_have_the_numbers_of_the_paper()
    {
        var realsr = TrainConfig.Load(PresetFile.Find("realsr"), NetworkFamilies.Trainable);
        var faces = TrainConfig.Load(PresetFile.Find("faces"), NetworkFamilies.Trainable);

        Assert.Equal((15, 0.04, 4, 1.0, 0.02), (realsr.Diffusion.Steps, realsr.Diffusion.MinNoiseLevel, realsr.Diffusion.Scale, realsr.Loss.Score.Weight, realsr.Gan.Weight));
        Assert.Equal((4, 0.2, 1, 0.1, 0.2), (faces.Diffusion.Steps, faces.Diffusion.MinNoiseLevel, faces.Diffusion.Scale, faces.Loss.Score.Weight, faces.Gan.Weight));
        var (realsrModel, facesModel) = (Assert.IsType<SwinUnetConfig>(realsr.Model), Assert.IsType<SwinUnetConfig>(faces.Model));
        Assert.Equal((3, 64, 8, 512), (realsrModel.InChannels, realsrModel.LqSize, facesModel.InChannels, facesModel.LqSize));
        foreach (var student in new[] { realsr, faces })
        {
            Assert.Equal((30000, 5e-5, 5000, 0, 0.999), (student.Train.Iterations, student.Optim.Lr, student.Optim.Warmup, student.OptimD.Warmup, student.Ema.Rate));
            Assert.Equal((2.0, 0.99, 0.3, true), (student.Diffusion.Kappa, student.Diffusion.EtasEnd, student.Diffusion.Power, student.Diffusion.CapStart));
            Assert.Equal((160, 192, 8, 160, 64), (((SwinUnetConfig)student.Model!).ModelChannels, ((SwinUnetConfig)student.Model).SwinEmbedDim, ((SwinUnetConfig)student.Model).WindowSize, student.Gan.EmbedDim, student.Gan.LogitsPerPosition));
            Assert.Equal((0.0, 0.0, 0), (student.Loss.L1.Weight, student.Loss.Phase.Weight, student.Loss.Perceptual.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Files_that_a_preset_brings_are_found_from_any_folder(string name) =>
        Assert.True(TrainConfig.Load(PresetFile.Find(name), NetworkFamilies.Trainable).Data.Exclude is not { } list || File.Exists(PresetFile.Locate(list)));

    [Fact]
    public void Face_damage_with_a_scale_is_refused()
    {
        var error = Assert.Throws<TadSrException>(() => TrainConfig.Load(PresetFile.Find("faces"), NetworkFamilies.Trainable, "diffusion.sf=4"));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("diffusion.sf is 4, but damaged faces have the size of the true ones", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Perceptual_network_that_is_named_twice_is_refused()
    {
        var error = Assert.Throws<TadSrException>(() => TrainConfig.Load(PresetFile.Find("lite/student"), NetworkFamilies.Trainable, "loss.perceptual=[{net: r18, weight: 1},{net: r18, weight: 2}]"));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("loss.perceptual names r18 2 times", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AblationCommands))]
    public void Documented_ablation_is_one_preset_with_at_most_two_overrides(string arguments)
    {
        var words = arguments.Split(' ');
        var overrides = words.Skip(2).Where(word => word != "--set").ToArray();

        Assert.Equal("--config", words[0]);
        Assert.InRange(overrides.Length, 0, 2);
        var ablated = TrainConfig.Load(PresetFile.Find(words[1]), NetworkFamilies.Trainable, overrides);
        Assert.Equal(overrides.Length == 0, ablated.ToString() == TrainConfig.Load(PresetFile.Find(words[1]), NetworkFamilies.Trainable).ToString());
    }

    [Fact]
    public void Recipe_sets_its_switches_and_an_explicit_key_wins()
    {
        var preset = PresetFile.Find("realsr");

        var code = TrainConfig.Load(preset, NetworkFamilies.Trainable, "recipe=authors-code");
        Assert.Equal((NoiseKind.Uniform, true, NoiseKind.Uniform, true), (code.Loss.Score.Noise, code.Loss.Score.DoubleScale, code.Gan.Noise, code.Optim.WarmupFirstFull));
        var mixed = TrainConfig.Load(preset, NetworkFamilies.Trainable, "recipe=authors-code", "loss.score.noise=normal");
        Assert.Equal((NoiseKind.Normal, true), (mixed.Loss.Score.Noise, mixed.Loss.Score.DoubleScale));
    }

    [GeneratedRegex("`tadsr train ([^`]+)`")]
    private static partial Regex Command();
}
