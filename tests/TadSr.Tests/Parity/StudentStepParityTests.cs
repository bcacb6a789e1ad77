using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Training.Student;
using TorchSharp;
using static TorchSharp.torch;

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
        using var stored = new StudentStepCase(golden);
        var report = new StepReport(1);

        stored.Step.Run(stored.Batch, _ => stored.Draws, report);

        Near(golden, "out.D_loss", report, "D", 1, stored.Tolerance);
        CheckTerms(stored, report);
        foreach (var (name, value) in stored.Parameters)
            Close.Relative(golden.Tensor($"out.Gstep.student.{name}"), value, stored.Tolerance, $"{name} after the step");
        foreach (var (name, parameter) in stored.Judge.Network.named_parameters())
            Assert.True(parameter.grad is null || parameter.grad.count_nonzero().item<long>() == 0, $"{name} of the discriminator has a gradient after the generator's pass");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_between_the_steps_equal_the_stored_ones(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        using var stored = new StudentStepCase(golden);
        var (report, needs) = (new StepReport(1), StudentTerms.NeedsOf(stored.Config));

        var input = stored.Step.Begin(stored.Batch, stored.Draws, needs);
        Close.Relative(golden.Tensor("out.z0_tch"), input.Z0Teacher!, stored.Tolerance, "z0_tch");

        var output = stored.Step.Predict(input, needs, withGraph: true);
        Close.Relative(golden.Tensor("out.z0_stu"), output.Z0, stored.Tolerance, "z0_stu");
        var real = stored.Adversary.Features(input.Z!, input);
        for (var k = 0; k < real.Count; k++)
        {
            Close.Relative(golden.Tensor($"out.feat_fake.{k}"), output.Features[k], stored.Tolerance, $"fake features {k}");
            Close.Relative(golden.Tensor($"out.feat_real.{k}"), real[k], stored.Tolerance, $"real features {k}");
        }

        StudentStep.AddToJudges([stored.Judge], input, output, 1, report);
        stored.Judge.Optimizer.Step(stored.Config.OptimD.Lr);
        var sum = stored.Step.AddToStudent(stored.Terms, input, output, 1, report);
        Close.Relative(golden.Tensor("out.grad_z0_stu"), sum.Total, stored.Tolerance, "gradient at the student's result");
        CheckTerms(stored, report);
    }

    [Theory]
    [InlineData(StudentStart.Prior, 0.0)]
    [InlineData(StudentStart.Forward, 1 - 0.99 * 0.99)]
    public void Student_starts_around_the_condition_or_where_the_forward_process_ends(StudentStart start, double weightOfTruth)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(Path.Combine("training", "step_paper_f64.safetensors"));
        using var stored = new StudentStepCase(golden, start);

        var input = stored.Step.Begin(stored.Batch, stored.Draws, TermNeeds.None);

        // sqrt(eta_T) = 0.99 and kappa = 2.
        var expected = golden.Tensor("in.z_gt") * weightOfTruth + golden.Tensor("in.z_y") * (1 - weightOfTruth) + golden.Tensor("in.noise_T") * 1.98;
        Close.Relative(expected, input.ZT, 1e-12, "z_T");
    }

    private static void CheckTerms(StudentStepCase stored, StepReport report)
    {
        Near(stored.Golden, "out.distill", report, "distill", 1, stored.Tolerance);
        Near(stored.Golden, "out.hsd_weighted", report, "score", stored.Config.Loss.Score.Weight, stored.Tolerance);
        Near(stored.Golden, "out.gan_weighted", report, "gan", stored.Config.Gan.Weight, stored.Tolerance);
        foreach (var (name, value) in stored.Parameters)
            Close.Relative(stored.Golden.Tensor($"out.Ggrad.student.{name}"), value.grad!, stored.Tolerance, $"gradient of {name}");
    }

    private static void Near(GoldenFile golden, string name, StepReport report, string term, double weight, double tolerance)
    {
        var expected = golden.Tensor(name).to_type(ScalarType.Float64).mean().item<double>();
        var actual = report.Values.Single(v => v.Name == term).Value * weight;
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{name}: {actual} instead of {expected}");
    }
}
