using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Networks.Adversarial;
using TadSr.Runtime;
using TadSr.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = TadSr.Training.AdamW;

namespace TadSr.Tests.Parity;

/// <summary>One whole iteration of Algorithm 1 with the stored networks, draws and order.</summary>
[Trait("Kind", "Parity")]
public sealed class StudentStepParityTests
{
    public StudentStepParityTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("tad_step");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Student_step_equals_the_stored_iteration(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var settings = golden.Case;
        var wide = settings.GetProperty("dtype").GetString() == "float64";
        var tolerance = wide ? 1e-11 : 1e-5;
        var schedule = TrainingSchedule.Of(settings);
        var optim = new OptimConfig { Lr = settings.GetProperty("lr").GetDouble() };
        var config = TrainConfig.For(settings.GetProperty("recipe").GetString() == "paper" ? Recipe.Paper : Recipe.AuthorsCode);
        Assert.Equal(settings.GetProperty("double_scale_hsd").GetBoolean(), config.Loss.Score.DoubleScale);
        Assert.Equal(settings.GetProperty("lambda1").GetDouble(), config.Loss.Score.Weight);
        Assert.Equal(settings.GetProperty("lambda2").GetDouble(), config.Gan.Weight);

        using var discriminator = Discriminator(golden, wide);
        using var optimizerD = new AdamW(discriminator.named_parameters(), optim);
        var student = new StandIn(golden, "in.student.");
        (string Name, Parameter Value)[] parameters = [.. student.Weights.Select(w => (w.Key, new Parameter(w.Value.clone())))];
        foreach (var (name, value) in parameters)
            student.Weights[name] = value;
        using var optimizer = new AdamW(parameters, optim);
        var encoder = new StandInEncoder(golden, new InputScaling(schedule));
        var adversary = new LatentAdversary(encoder.Features, discriminator, schedule, config.Gan);
        var objective = new StudentObjective(config, schedule, new StandIn(golden, "in.teacher.").Denoiser(schedule), adversary, student.Forward);

        Tensor zY = golden.Tensor("in.z_y"), lq = golden.Tensor("in.lq");
        var draws = new StudentDraws(golden.Tensor("in.noise_T"), golden.Tensor("in.noise_dis"), golden.Tensor("in.t_dis"), golden.Tensor("in.noise_hsd"), golden.Tensor("in.t_hsd"),
            _ => throw new InvalidOperationException("the teacher is deterministic"));
        var zT = new ForwardProcess(schedule).Prior(zY, draws.NoiseT);
        var z0 = new OneStepSampler(schedule).Sample(student.Denoiser(schedule), zT, zY, lq);
        Close.Relative(golden.Tensor("out.z0_stu"), z0, tolerance, "z0_stu");
        var leaf = z0.detach().requires_grad_(true);
        var pass = new StudentPass(new TrainingBatch(lq, lq), zY, golden.Tensor("in.z_gt"), zT, draws, z0, leaf, objective.FakeFeatures(leaf, zY, lq, draws), lq, null);
        for (var k = 0; k < pass.FakeFeatures.Count; k++)
            Close.Relative(golden.Tensor($"out.feat_fake.{k}"), pass.FakeFeatures[k], tolerance, $"fake features {k}");

        var lossD = objective.DiscriminatorLoss(pass);
        Close.Relative(golden.Tensor("out.D_loss"), lossD.reshape(1), tolerance, "D loss");
        lossD.backward();
        optimizerD.Step(optim.Lr);
        optimizerD.ZeroGradients();

        Close.Relative(golden.Tensor("out.z0_tch"), objective.TeacherTarget(pass)!, tolerance, "z0_tch");
        var report = new StepReport(1);
        var sum = new GradientSum(leaf, report);
        objective.AddTo(sum, pass, report);
        var values = report.Values.ToDictionary(v => v.Name, v => v.Value);
        Near(golden, "out.distill", values["distill"], tolerance);
        Near(golden, "out.hsd_weighted", values["score"], tolerance);
        Near(golden, "out.gan_weighted", values["gan"] * config.Gan.Weight, tolerance);
        Close.Relative(golden.Tensor("out.grad_z0_stu"), sum.Total, tolerance, "gradient at the student's result");
        z0.backward([sum.Total]);
        foreach (var (name, value) in parameters)
            Close.Relative(golden.Tensor($"out.Ggrad.student.{name}"), value.grad!, tolerance, $"gradient of {name}");
        foreach (var (name, parameter) in discriminator.named_parameters())
            Assert.True(parameter.grad is null || parameter.grad.count_nonzero().item<long>() == 0, $"{name} of the discriminator has a gradient after the generator's pass");
        optimizer.Step(optim.Lr);
        foreach (var (name, value) in parameters)
            Close.Relative(golden.Tensor($"out.Gstep.student.{name}"), value, tolerance, $"{name} after the step");
    }

    private static void Near(GoldenFile golden, string name, double actual, double tolerance)
    {
        var expected = golden.Tensor(name).to_type(ScalarType.Float64).mean().item<double>();
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{name}: {actual} instead of {expected}");
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
