using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Training;
using TadSr.Training.Student;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class StudentStepTests
{
    private const int TeacherSteps = 4;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Step_asks_each_network_no_oftener_than_it_must(int microbatch, int studentPasses)
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Student);
        config = config with
        {
            Loss = config.Loss with { SinsrInverse = new WeightConfig { Weight = 0.1 } },
            FeatureGan = config.FeatureGan with { Start = 1 },
            Train = config.Train with { Microbatch = microbatch },
        };
        var (codec, student, teacher) = (new CountedCodec(), new CountedNetwork(2), new CountedNetwork(1));
        using var stage = StudentFactory.Create(config, student, teacher, codec, new PerceptualWeights(new WeightStore()), CPU);
        var parts = 2 / microbatch;

        stage.TrainStep(run.Batch(config), 1);

        // z_y and z; one picture for a pass of the student; F's T steps once, although distillation, score and SinSR use them, and two scores.
        Assert.Equal((2 * parts, studentPasses * parts), (codec.Encoded, codec.Decoded));
        Assert.Equal((studentPasses + 1) * parts, student.Forwards);
        Assert.Equal((TeacherSteps + 2) * parts, teacher.Forwards);
        // Features of the true latent and of the student's.
        Assert.Equal((1 + studentPasses) * parts, teacher.Encodings);
    }

    [Fact]
    public void Step_without_discriminators_asks_the_student_once_and_no_encoder()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Student);
        config = config with
        {
            Loss = config.Loss with { Perceptual = [] },
            Gan = config.Gan with { Enabled = false },
            FeatureGan = config.FeatureGan with { Ratio = 0 },
            Train = config.Train with { Microbatch = 1 },
        };
        var (codec, student, teacher) = (new CountedCodec(), new CountedNetwork(2), new CountedNetwork(1));
        using var stage = StudentFactory.Create(config, student, teacher, codec, new PerceptualWeights(new WeightStore()), CPU);

        var values = stage.TrainStep(run.Batch(config), 1).Values.Select(v => v.Name);

        Assert.Equal((2, 12, 0), (student.Forwards, teacher.Forwards, teacher.Encodings));
        Assert.Equal((2, 2), (codec.Encoded, codec.Decoded));   // no term needs the true latent
        Assert.Equal(["distill", "|d distill|", "|score|", "score", "|d score|", "l1", "|d l1|", "phase", "|d phase|", "grad"], values);
        Assert.DoesNotContain(stage.State, s => s.Name.StartsWith("discriminator.", StringComparison.Ordinal) || s.Name.StartsWith("heads.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SamplerKind.Ddim, 4)]
    [InlineData(SamplerKind.Ddpm, 4)]
    [InlineData(SamplerKind.Ddim, 1)]
    public void Accumulated_parts_give_the_gradients_of_the_whole_batch(SamplerKind sampler, int microbatch)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var config = TinyRun.Config(StageKind.Student);
        config = config with
        {
            Teacher = config.Teacher with { Sampler = sampler },
            Loss = config.Loss with
            {
                Perceptual = [new PerceptualConfig { Net = PerceptualNet.Squeeze, Weight = 1 }, new PerceptualConfig { Net = PerceptualNet.R18, Weight = 1 }],
                SinsrInverse = new WeightConfig { Weight = 0.1 },
                SinsrGt = new WeightConfig { Weight = 0.1 },
            },
            FeatureGan = config.FeatureGan with { Ratio = 0 },   // a share of the part's other terms
            Train = config.Train with { Batch = 8, Microbatch = 8 },
        };
        var batch = new TrainingBatch(rand(8, 3, 18, 18, generator: generator) * 2 - 1, rand(8, 3, 72, 72, generator: generator) * 2 - 1);

        var (whole, wholeD) = Gradients(config, batch);
        var (parts, partsD) = Gradients(config with { Train = config.Train with { Microbatch = microbatch } }, batch);

        Assert.InRange(Distance(whole, parts), 0, 1e-5);
        Assert.Equal(1, partsD / wholeD, 1e-5);
    }

    [Fact]
    public void Distillation_is_the_mean_over_a_sample_or_on_request_the_sum()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Student);
        var summed = config with { Loss = config.Loss with { Distill = config.Loss.Distill with { Reduction = DistillReduction.Sum } } };
        using StudentStage one = (StudentStage)TinyRun.Stage(config), other = (StudentStage)TinyRun.Stage(summed);
        var batch = run.Batch(config);

        var (mean, sum) = (Distill(one.TrainStep(batch, 1)), Distill(other.TrainStep(batch, 1)));

        Assert.Equal(48 * 8 * 8, sum / mean, 1e-2);

        static double Distill(StepReport report) => report.Values.Single(v => v.Name == "distill").Value;
    }

    [Theory]
    [InlineData("Target, Score, Features")]
    [InlineData("None", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false")]
    [InlineData("None", "loss.distill.weight=0", "loss.score.weight=0", "gan.weight=0")]
    [InlineData("Target", "loss.score.type=none", "gan.enabled=false")]
    [InlineData("Score", "loss.distill.weight=0", "loss.score.type=sds", "gan.enabled=false")]
    [InlineData("Score, TruthLatent", "loss.distill.weight=0", "loss.score.target=gt", "gan.enabled=false")]
    [InlineData("Features", "loss.distill.weight=0", "loss.score.weight=0")]
    [InlineData("TruthLatent", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "loss.sinsr_gt.weight=1")]
    [InlineData("Target", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "loss.sinsr_inverse.weight=1")]
    [InlineData("Picture", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "loss.phase.weight=1")]
    [InlineData("Picture", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "loss.perceptual=[{net: squeeze, weight: 1}]")]
    [InlineData("Taps", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "loss.perceptual=[{net: r18, weight: 1}]")]
    [InlineData("Heads", "loss.distill.weight=0", "loss.score.weight=0", "gan.enabled=false", "feature_gan.ratio=0.5")]
    public void What_a_run_needs_follows_from_its_terms(string needs, params string[] overrides) =>
        Assert.Equal(Enum.Parse<TermNeeds>(needs), StudentTerms.NeedsOf(TrainConfig.Load(PresetFile.Find("realsr"), NetworkFamilies.Trainable, overrides)));

    // Power iterations are counted by forwards, of which parts make more; evaluation mode stops them.
    private static (Tensor Student, double NormD) Gradients(TrainConfig config, TrainingBatch batch)
    {
        using var stage = (StudentStage)TinyRun.Stage(config);
        foreach (var judge in stage.Judges)
            judge.Network.eval();
        var report = stage.TrainStep(batch, 1);
        var gradients = stage.State.Where(s => s.Name.StartsWith("network.", StringComparison.Ordinal)).Select(s => s.Value.grad).OfType<Tensor>();
        return (cat([.. gradients.Select(g => g.flatten())]), report.Values.Single(v => v.Name == "grad D").Value);
    }

    private static double Distance(Tensor expected, Tensor actual) => ((expected - actual).norm() / expected.norm()).item<float>();

    private sealed class CountedCodec : ILatentCodec
    {
        private readonly PixelUnshuffleCodec inner = new();

        public int Encoded { get; private set; }

        public int Decoded { get; private set; }

        public int Factor => inner.Factor;

        public int Channels => inner.Channels;

        public Tensor Encode(Tensor image)
        {
            Encoded++;
            return inner.Encode(image);
        }

        public Tensor Decode(Tensor latent)
        {
            Decoded++;
            return inner.Decode(latent);
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class CountedNetwork : DiffusionNetwork
    {
        private readonly DiffusionNetwork inner;

        public CountedNetwork(ulong seed)
            : base(nameof(CountedNetwork))
        {
            inner = TinyRun.Network(seed);
            RegisterComponents();
        }

        public int Forwards { get; private set; }

        public int Encodings { get; private set; }

        public override int LatentChannels => inner.LatentChannels;

        public override int SizeMultiple => inner.SizeMultiple;

        public override IReadOnlyList<int> FeatureChannels => inner.FeatureChannels;

        public override Tensor forward(Tensor x, Tensor t, Tensor lq)
        {
            Forwards++;
            return inner.forward(x, t, lq);
        }

        public override IReadOnlyList<Tensor> EncoderFeatures(Tensor x, Tensor t, Tensor lq)
        {
            Encodings++;
            return inner.EncoderFeatures(x, t, lq);
        }
    }
}
