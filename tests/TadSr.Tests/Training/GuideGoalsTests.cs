using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Training;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class GuideGoalsTests
{
    public GuideGoalsTests() => Backend.Load();

    [Fact]
    public void Goal_has_the_truths_means_and_the_guides_detail()
    {
        var (guide, truth) = (Noise(1, 48, 64), Noise(2, 48, 64));
        for (var i = 0; i < truth.Values.Length; i++)
            truth.Values[i] += 0.2f;
        var goal = GuideGoals.WithLowFrequencies(guide, truth);
        Assert.Equal(truth.Values.Average(), goal.Values.Average(), 1e-3);
        double toGuide = 0, toTruth = 0;
        for (var i = 1; i < goal.Values.Length; i++)
        {
            var detail = goal.Values[i] - goal.Values[i - 1];
            toGuide += Math.Abs(detail - (guide.Values[i] - guide.Values[i - 1]));
            toTruth += Math.Abs(detail - (truth.Values[i] - truth.Values[i - 1]));
        }
        Assert.True(toGuide < 0.1 * toTruth, $"{toGuide} {toTruth}");
    }

    [Fact]
    public void Guide_answers_once_and_the_kept_answer_gives_the_same_goal()
    {
        using var folder = new TemporaryFolder();
        var config = new GuideConfig { Models = [new GuideModelConfig { Name = "weak", Weights = "wdn" }, new GuideModelConfig { Name = "own", Weights = "lite" }], Cache = folder.File("answers") };
        var (lq, hq) = (Levels(3, 8, 8), Noise(4, 32, 32));
        using var first = new GuideGoals(config, "cpu", Precision.Fp32);
        var (weak, own) = (first.Goal("weak", lq, hq), first.Goal("own", lq, hq));
        Assert.NotEqual(weak.Values, own.Values);
        var files = Directory.GetFiles(folder.File("answers"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(2, files.Length);
        var written = files.Select(File.GetLastWriteTimeUtc).ToList();

        using var second = new GuideGoals(config, "cpu", Precision.Fp32);
        Assert.Equal(weak.Values, second.Goal("weak", lq, hq).Values);
        Assert.Equal(own.Values, second.Goal("own", lq, hq).Values);
        Assert.Equal(written, files.Select(File.GetLastWriteTimeUtc));

        // What is kept is what counts: another answer in its place gives another goal.
        var black = new PixelBuffer(32, 32, 3);
        foreach (var file in files)
            ImageFile.Write(new Picture(black), file, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEqual(weak.Values, second.Goal("weak", lq, hq).Values);
        Assert.Equal(first.Goal("own", lq, hq).Values, GuideGoals.WithLowFrequencies(new Planes<float>(3, 32, 32, new float[3 * 32 * 32]), hq).Values);
    }

    private static Planes<float> Noise(ulong seed, int height, int width)
    {
        var planes = new Planes<float>(3, height, width);
        var random = new CounterRandom(seed, 0);
        for (var i = 0; i < planes.Values.Length; i++)
            planes.Values[i] = (float)(0.3 + 0.3 * random.NextDouble());
        return planes;
    }

    private static Planes<float> Levels(ulong seed, int height, int width) => new(3, height, width, [.. Noise(seed, height, width).Values.Select(v => MathF.Round(v * 255) / 255)]);
}
