using TadSr.Metrics;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TadSr.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
[Collection(nameof(WholeProcess))]
public sealed class MetricMemoryTests
{
    public MetricMemoryTests() => Backend.Load();

    [Fact]
    public void Measuring_leaves_no_tensor_behind()
    {
        using var texts = ones(2, ClipImageTower.Features);
        using var clip = new ClipIqaMetric("clipiqa", "none", new ClipImageTower(), texts, positions: true, CPU);
        using var musiq = new MusiqMetric("musiq", "none", new MusiqNet(1), CPU);
        var picture = TestPictures.Make(40, 33, TestPictures.Waves);
        Measure();
        var alive = Tensor.TotalCount;
        Measure();
        Assert.Equal(alive, Tensor.TotalCount);

        void Measure()
        {
            clip.Compute(picture, null);
            musiq.Compute(picture, null);
        }
    }
}
