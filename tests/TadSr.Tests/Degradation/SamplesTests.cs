using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Configuration;
using TadSr.Data;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class SamplesTests
{
    private static readonly string Samples = Path.Combine(References.RepositoryRoot(), "samples");

    [Fact]
    public void Low_resolution_samples_are_what_the_degradation_makes_of_the_others()
    {
        var degradation = new FolderDegradation(LiteDegradation.Config, 4, seed: 2, NullLogger.Instance);
        var files = Directory.GetFiles(Path.Combine(Samples, "hr"));
        Assert.Equal(8, files.Length);
        foreach (var file in files)
        {
            var expected = ImageFile.Read(Path.Combine(Samples, "lr", Path.GetFileName(file))).Pixels.ToRgbPicture().Samples;
            var actual = degradation.Degrade(file).ToRgbPicture().Samples;
            Assert.Equal(expected.Length, actual.Length);

            // Another machine's logarithm may move a value over a rounding tie.
            var gaps = expected.Zip(actual, (a, b) => Math.Abs(a - b)).ToArray();
            Assert.InRange(gaps.Count(gap => gap > 1), 0, gaps.Length / 100);
        }
    }

    [Fact]
    public void Lite_presets_share_one_degradation()
    {
        var teacher = TrainConfig.Load(PresetFile.Find("lite/teacher"), NetworkFamilies.Trainable).Degradation;
        for (ulong k = 0; k < 300; k++)
            Assert.Equal(Plan(LiteDegradation.Config, k), Plan(teacher, k));

        static DegradationPlan Plan(DegradationConfig config, ulong k) => DegradationPlan.Draw(config, new CounterRandom(1, k), new CounterRandom(2, k));
    }

    [Fact]
    public void Samples_are_small_and_credited()
    {
        var credits = File.ReadAllText(Path.Combine(Samples, "CREDITS.md"));
        Assert.All(Directory.GetFiles(Path.Combine(Samples, "hr")), file => Assert.Contains($"| {Path.GetFileName(file)} |", credits, StringComparison.Ordinal));
        var bytes = Directory.GetFiles(Samples, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.InRange(bytes, 1, 3_000_000);
        Assert.Equal(8, ExcludeList.Read(Path.Combine(Samples, "EXCLUDE.txt")).Count);
    }
}
