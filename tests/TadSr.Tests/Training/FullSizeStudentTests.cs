using System.Globalization;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Training.Student;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

/// <summary>The published sizes with random weights: the 118.6 M U-Net twice, the f4 codec and the discriminator.</summary>
public sealed class FullSizeStudentTests
{
    private const long LargestPeak = 20L << 30;

    [SlowFact]
    public void Two_steps_fit_20_GiB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        var preset = TrainConfig.Load(PresetFile.Find("realsr"), NetworkFamilies.Trainable, "data.exclude=~");
        var config = preset with { Train = preset.Train with { Batch = 1, Microbatch = 1, Precision = Precision.Fp32, Iterations = 2 } };
        SwinUnet student = new(SwinUnetConfig.RealSr), teacher = new(SwinUnetConfig.RealSr);
        Initialization.Reset(student, 1);
        Initialization.Reset(teacher, 2);
        var codec = new Vqgan(VqganConfig.F4);
        Initialization.Reset(codec, 3);
        foreach (var parameter in codec.parameters())
            parameter.requires_grad_(false);
        using var stage = StudentFactory.Create(config, student, teacher, new VqganCodec(codec), new PerceptualWeights(new WeightStore()), CPU);

        for (var step = 1; step <= 2; step++)
        {
            using var scope = NewDisposeScope();
            var values = stage.TrainStep(new TrainingBatch(Draws.Uniform(1, 1, 3, 64, 64) * 2 - 1, Draws.Uniform(2, 1, 3, 256, 256) * 2 - 1), step).Values;
            Assert.All(values, v => Assert.True(double.IsFinite(v.Value), v.Name));
        }

        var peak = Peak();
        TestContext.Current.TestOutputHelper?.WriteLine($"VmHWM {peak / (double)(1 << 30):0.00} GiB");
        Assert.InRange(peak, 0, LargestPeak);
    }

    private static long Peak() =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
