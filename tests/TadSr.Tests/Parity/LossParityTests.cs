using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Losses;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>Distillation, score distillation, hinge and SinSR losses and their gradients against stored values.</summary>
[Trait("Kind", "Parity")]
public sealed class LossParityTests
{
    public LossParityTests() => Backend.Load();

    public static TheoryData<string> Tad => References.Cases("tad_losses");

    public static TheoryData<string> Hinge => References.Cases("hinge_gan");

    public static TheoryData<string> SinSr => References.Cases("sinsr_losses");

    [Theory]
    [MemberData(nameof(Tad))]
    public void Latent_losses_have_the_stored_values_and_gradients(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var wide = golden.Case.GetProperty("dtype").GetString() == "float64";
        double loose = wide ? 1e-12 : 3e-6, score = wide ? 1e-10 : 1e-5;
        var schedule = TrainingSchedule.Of(golden.Case);
        var forward = new ForwardProcess(schedule);
        Tensor zY = golden.Tensor("in.z_y"), lq = golden.Tensor("in.lq"), noise = golden.Tensor("in.noise_hsd"), t = golden.Tensor("in.t_hsd");
        var teacher = new StandIn(golden, "in.teacher.").Denoiser(schedule);
        var student = new StandIn(golden, "in.student.").Denoiser(schedule);
        var zT = forward.Prior(zY, golden.Tensor("in.noise_T"));
        Close.Relative(golden.Tensor("out.z_T"), zT, loose, "z_T");
        var z0 = new OneStepSampler(schedule).Sample(student, zT, zY, lq).detach().requires_grad_(true);
        Close.Relative(golden.Tensor("out.z0_stu"), z0, loose, "z0_stu");
        var visited = new List<Tensor>();
        var target = new DeterministicSampler(schedule, (_, z) => visited.Add(z.clone().MoveToOuterDisposeScope())).Sample(teacher, zT, zY, lq);
        Close.Relative(golden.Tensor("out.z0_tch"), target, loose, "z0_tch");
        Close.Relative(golden.Tensor("out.teacher_z_after_first_step"), visited[1], loose, "z after the first step");
        Close.Relative(golden.Tensor("out.teacher_x0_first"), teacher.PredictX0(zT, schedule.Time(schedule.Steps - 1, zT.shape[0]), lq), loose, "first prediction");

        var distill = DistillationLoss.Compute(z0, target);
        CheckLoss(golden, "distill", distill, z0, loose);
        var norm = DistillationLoss.Compute(z0, target, DistillReduction.Sum);
        Close.Relative(golden.Tensor("out.distill.sum_sq_per_sample").mean(), norm, loose, "squared norm");
        Close.Relative(golden.Tensor("out.distill.grad_z0_stu") * (z0.numel() / z0.shape[0]), Gradient(norm, z0), loose, "gradient of the squared norm");
        var scorer = golden.Case.GetProperty("double_scale_hsd").GetBoolean() ? new DoubleScalingDenoiser(teacher, new InputScaling(schedule)) : teacher;
        Close.Relative(golden.Tensor("out.hsd.z_stu"), forward.Sample(z0, zY, t, noise), loose, "hsd.z_stu");
        Close.Relative(golden.Tensor("out.hsd.z_tch"), forward.Sample(target, zY, t, noise), loose, "hsd.z_tch");
        var hsd = new HighFrequencyScoreDistillation(scorer, schedule);
        var direction = hsd.Direction(z0, target, zY, lq, noise, t);
        Assert.False(direction.requires_grad);
        Close.Relative(golden.Tensor("out.hsd.grad_z"), direction, score, "hsd.grad_z");
        CheckLoss(golden, "hsd", HighFrequencyScoreDistillation.Surrogate(z0, direction), z0, score);
        var sds = new ScoreDistillationSampling(scorer, schedule);
        var sampling = sds.Direction(z0, zY, lq, noise, t);
        Close.Relative(golden.Tensor("out.sds.grad_z"), sampling, score, "sds.grad_z");
        CheckLoss(golden, "sds", HighFrequencyScoreDistillation.Surrogate(z0, sampling), z0, score);

        var zStudent = forward.Sample(z0, zY, t, noise);
        Close.Relative(golden.Tensor("out.hsd.F_stu"), scorer.PredictX0(zStudent, t, lq), loose, "hsd.F_stu");
        Close.Relative(golden.Tensor("out.hsd.eps_stu"), sds.Epsilon(zStudent, scorer.PredictX0(zStudent, t, lq), zY, t), score, "hsd.eps_stu");
        var lambda = golden.Case.GetProperty("lambda1").GetDouble();
        var total = DistillationLoss.Compute(z0, target) + HighFrequencyScoreDistillation.Surrogate(z0, direction) * lambda;
        Close.Relative(golden.Tensor("out.total.distill_plus_hsd"), total.reshape(1), score, "total");
        Close.Relative(golden.Tensor("out.total.grad_z0_stu"), Gradient(total, z0), score, "total gradient");
    }

    [Theory]
    [MemberData(nameof(Tad))]
    public void Score_distillation_is_exactly_zero_when_teacher_and_student_agree(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var schedule = TrainingSchedule.Of(golden.Case);
        var z0 = golden.Tensor("out.z0_stu").requires_grad_(true);
        var hsd = new HighFrequencyScoreDistillation(new StandIn(golden, "in.teacher.").Denoiser(schedule), schedule);
        var direction = hsd.Direction(z0, z0.detach(), golden.Tensor("in.z_y"), golden.Tensor("in.lq"), golden.Tensor("in.noise_hsd"), golden.Tensor("in.t_hsd"));
        var loss = HighFrequencyScoreDistillation.Surrogate(z0, direction);
        Assert.Equal(0, direction.count_nonzero().item<long>());
        Assert.Equal(0, loss.to_type(ScalarType.Float64).item<double>());
        Assert.Equal(0, Gradient(loss, z0).count_nonzero().item<long>());
    }

    [Theory]
    [MemberData(nameof(Hinge))]
    public void Hinge_losses_have_the_stored_values_and_gradients(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var tolerance = golden.Case.GetProperty("dtype").GetString() == "float64" ? 1e-13 : 1e-6;
        var heads = golden.Case.GetProperty("heads").GetArrayLength();
        foreach (var reduction in golden.Case.GetProperty("reductions").EnumerateObject())
        {
            var kind = Enum.Parse<GanReduction>(reduction.Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
            Tensor[] real = [.. Enumerable.Range(0, heads).Select(k => golden.Tensor($"in.real.{k}").requires_grad_(true))];
            Tensor[] fake = [.. Enumerable.Range(0, heads).Select(k => golden.Tensor($"in.fake.{k}").requires_grad_(true))];
            var discriminator = TimeAwareHingeGan.Discriminator(real, fake, kind);
            Close.Relative(golden.Tensor($"out.{reduction.Name}.D_loss"), discriminator.reshape(1), tolerance, "D loss");
            var gradients = autograd.grad([discriminator], [.. real, .. fake], null, true, false, false);
            for (var k = 0; k < heads; k++)
            {
                Close.Relative(golden.Tensor($"out.{reduction.Name}.dD_dreal.{k}"), gradients[k], tolerance, $"dD/dreal {k}");
                Close.Relative(golden.Tensor($"out.{reduction.Name}.dD_dfake.{k}"), gradients[heads + k], tolerance, $"dD/dfake {k}");
            }
            var generator = TimeAwareHingeGan.Generator(fake, kind);
            Close.Relative(golden.Tensor($"out.{reduction.Name}.G_loss"), generator.reshape(1), tolerance, "G loss");
            Close.Relative(golden.Tensor($"out.{reduction.Name}.G_per_sample"), -TimeAwareHingeGan.Reduce(fake, kind), tolerance, "G per sample");
            gradients = autograd.grad([generator], fake, null, true, false, false);
            for (var k = 0; k < heads; k++)
                Close.Relative(golden.Tensor($"out.{reduction.Name}.dG_dfake.{k}"), gradients[k], tolerance, $"dG/dfake {k}");
        }
    }

    [Theory]
    [MemberData(nameof(SinSr))]
    public void SinSr_losses_have_the_stored_values_and_gradients(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var tolerance = golden.Case.GetProperty("dtype").GetString() == "float64" ? 1e-12 : 5e-6;
        var schedule = TrainingSchedule.Of(golden.Case);
        Tensor zY = golden.Tensor("in.z_y"), lq = golden.Tensor("in.lq"), zTruth = golden.Tensor("in.z_gt");
        var zT = new ForwardProcess(schedule).Prior(zY, golden.Tensor("in.noise_T"));
        var student = new StandIn(golden, "in.student.", trainable: true);
        var target = new DeterministicSampler(schedule).Sample(new StandIn(golden, "in.teacher.").Denoiser(schedule), zT, zY, lq);
        var z0 = new OneStepSampler(schedule).Sample(student.Denoiser(schedule), zT, zY, lq);
        Close.Relative(golden.Tensor("out.z0_stu"), z0, tolerance, "z0_stu");
        var loss = new SinSrLoss(student.Forward, schedule);
        Tensor distill = DistillationLoss.Compute(z0, target), inverse = loss.Inverse(target, zT, lq), truth = loss.TowardsTruth(zTruth, lq);
        Close.Relative(golden.Tensor("out.distill.per_sample").mean(), distill, tolerance, "distill");
        Close.Relative(golden.Tensor("out.inverse.per_sample").mean(), inverse, tolerance, "inverse");
        Close.Relative(golden.Tensor("out.gt.per_sample").mean(), truth, tolerance, "gt");
        var total = distill + inverse + truth;
        Close.Relative(golden.Tensor("out.total"), total.reshape(1), tolerance, "total");
        total.backward();
        foreach (var (key, weight) in student.Weights)
            Close.Relative(golden.Tensor($"out.grad.student.{key}"), weight.grad!, tolerance, key);
    }

    private static void CheckLoss(GoldenFile golden, string name, Tensor loss, Tensor z0, double tolerance)
    {
        Close.Relative(golden.Tensor($"out.{name}.loss"), loss.reshape(1), tolerance, $"{name} loss");
        Close.Relative(golden.Tensor($"out.{name}.grad_z0_stu"), Gradient(loss, z0), tolerance, $"{name} gradient");
    }

    private static Tensor Gradient(Tensor loss, Tensor input) => autograd.grad([loss], [input], null, true, false, false)[0];
}
