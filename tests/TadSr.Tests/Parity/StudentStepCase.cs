using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Losses;
using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Training;
using TadSr.Training.Student;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = TadSr.Training.AdamW;

namespace TadSr.Tests.Parity;

/// <summary>A stored iteration of Algorithm 1: the step around the stored networks, latents and draws.</summary>
internal sealed class StudentStepCase : IDisposable
{
    private readonly AdamW optimizer;

    public StudentStepCase(GoldenFile golden, StudentStart start = StudentStart.Prior)
    {
        Golden = golden;
        var settings = golden.Case;
        var wide = settings.GetProperty("dtype").GetString() == "float64";
        Tolerance = wide ? 1e-11 : 1e-5;
        var schedule = TrainingSchedule.Of(settings);
        var scaling = new InputScaling(schedule);
        var optim = new OptimConfig { Lr = settings.GetProperty("lr").GetDouble(), Warmup = 0 };
        var recipe = TrainConfig.For(settings.GetProperty("recipe").GetString() == "paper" ? Recipe.Paper : Recipe.AuthorsCode);
        Config = recipe with { Diffusion = recipe.Diffusion with { Scale = 1 }, Loss = recipe.Loss with { Start = start }, Train = recipe.Train with { Batch = 2, Microbatch = 2 }, Optim = optim, OptimD = optim };
        Assert.Equal(settings.GetProperty("double_scale_hsd").GetBoolean(), Config.Loss.Score.DoubleScale);
        Assert.Equal(settings.GetProperty("lambda1").GetDouble(), Config.Loss.Score.Weight);
        Assert.Equal(settings.GetProperty("lambda2").GetDouble(), Config.Gan.Weight);

        var student = new StandIn(golden, "in.student.");
        Parameters = [.. student.Weights.Select(w => (w.Key, new Parameter(w.Value.clone())))];
        foreach (var (name, value) in Parameters)
            student.Weights[name] = value;
        optimizer = new AdamW(Parameters, optim);
        var teacher = new StandIn(golden, "in.teacher.").Denoiser(schedule);
        var discriminator = Discriminator(golden, wide);
        Adversary = new LatentAdversary(new StandInEncoder(golden, scaling).Features, discriminator, schedule, Config.Gan);
        Judge = new Judge("D", "discriminator", "optim_d", discriminator, new AdamW(discriminator.named_parameters(), optim), TermNeeds.Features, (input, output) => Adversary.DiscriminatorLoss(input, output.Features));
        Tensor lq = golden.Tensor("in.lq"), z = golden.Tensor("in.z_gt");
        Terms = StudentTerms.Of(Config);
        Step = new StudentStep(
            Config,
            new StudentNetworks
            {
                Schedule = schedule,
                Codec = new StoredLatents(lq, golden.Tensor("in.z_y"), z),
                Student = student.Denoiser(schedule),
                StudentNetwork = student.Forward,
                Teacher = teacher,
                Scorer = Config.Loss.Score.DoubleScale ? new DoubleScalingDenoiser(teacher, scaling) : teacher,
                Adversary = Adversary,
            },
            Terms,
            [Judge],
            optimizer);
        Batch = new TrainingBatch(lq, z);   // the codec takes anything but lq for the true picture
        Draws = new StudentDraws(
            golden.Tensor("in.noise_T"), golden.Tensor("in.noise_dis"), golden.Tensor("in.t_dis"), golden.Tensor("in.noise_hsd"), golden.Tensor("in.t_hsd"),
            _ => throw new InvalidOperationException("the teacher is deterministic"), _ => throw new InvalidOperationException("no picture moves"));
    }

    public GoldenFile Golden { get; }

    public double Tolerance { get; }

    public TrainConfig Config { get; }

    public StudentStep Step { get; }

    public IReadOnlyList<StudentTerm> Terms { get; }

    public Judge Judge { get; }

    public LatentAdversary Adversary { get; }

    public TrainingBatch Batch { get; }

    public StudentDraws Draws { get; }

    public IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    public void Dispose()
    {
        optimizer.Dispose();
        Judge.Optimizer.Dispose();
        Judge.Network.Dispose();
    }

    private static TimeAwareDiscriminator Discriminator(GoldenFile golden, bool wide)
    {
        var settings = golden.Case.GetProperty("disc");
        int[] channels = [.. settings.GetProperty("channels").EnumerateArray().Select(c => c.GetInt32())];
        var discriminator = new TimeAwareDiscriminator(channels, settings.GetProperty("embed_dim").GetInt32(), settings.GetProperty("c_dim").GetInt32());
        AnalyticFill.Apply(discriminator, FillRule.Networks);
        if (wide)
            discriminator.to(ScalarType.Float64);
        discriminator.UseFrequencies(golden.Tensor("in.disc_freqs"));
        return discriminator;
    }

    /// <summary>A codec that knows two pictures: z_y is the latent of lq, z that of anything else.</summary>
    private sealed class StoredLatents(Tensor lq, Tensor zY, Tensor z) : ILatentCodec
    {
        public int Factor => 1;

        public int Channels => (int)z.shape[1];

        public Tensor Encode(Tensor image) => (image.eq(lq).all().item<bool>() ? zY : z).alias();

        public Tensor Decode(Tensor latent) => throw new InvalidOperationException("no term looks at a picture");

        public void Dispose()
        {
        }
    }

    /// <summary>f0 = tanh(conv3x3 stride 2 of cat[z, lq] + fc0 + te0[t]), f1 the same of f0.</summary>
    private sealed class StandInEncoder(GoldenFile golden, InputScaling scaling)
    {
        private readonly Tensor fw0 = golden.Tensor("in.encoder.fw0"), fc0 = golden.Tensor("in.encoder.fc0"), te0 = golden.Tensor("in.encoder.te0");
        private readonly Tensor fw1 = golden.Tensor("in.encoder.fw1"), fc1 = golden.Tensor("in.encoder.fc1"), te1 = golden.Tensor("in.encoder.te1");

        public IReadOnlyList<Tensor> Features(Tensor zt, Tensor t, Tensor lq)
        {
            var f0 = Stage(cat([scaling.Scale(zt, t), lq], 1), t, fw0, fc0, te0);
            return [f0, Stage(f0, t, fw1, fc1, te1)];
        }

        private static Tensor Stage(Tensor x, Tensor t, Tensor w, Tensor c, Tensor e) =>
            (nn.functional.conv2d(x, w, strides: [2, 2], padding: [1, 1]) + c.view(1, -1, 1, 1) + e.index_select(0, t).unsqueeze(-1).unsqueeze(-1)).tanh();
    }
}
