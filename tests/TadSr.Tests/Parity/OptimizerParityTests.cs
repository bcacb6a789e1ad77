using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Runtime;
using TadSr.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = TadSr.Training.AdamW;

namespace TadSr.Tests.Parity;

/// <summary>AdamW, EMA, warm-up and cosine against a stored training of five steps and a table of rates.</summary>
[Trait("Kind", "Parity")]
public sealed class OptimizerParityTests
{
    public OptimizerParityTests() => Backend.Load();

    public static TheoryData<string> Traces => References.Cases("optim_trace");

    public static TheoryData<string> Tables => References.Cases("lr_table");

    [Theory]
    [MemberData(nameof(Traces))]
    public void Optimizer_and_average_follow_the_stored_steps(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var settings = golden.Case;
        var tolerance = settings.GetProperty("dtype").GetString() == "float64" ? 1e-11 : 1e-5;
        var iterations = settings.GetProperty("iterations").GetInt32();
        var optim = new OptimConfig
        {
            Lr = settings.GetProperty("lr").GetDouble(),
            LrMin = settings.GetProperty("lr_min").GetDouble(),
            WeightDecay = settings.GetProperty("weight_decay").GetDouble(),
            Warmup = settings.GetProperty("warmup_iterations").GetInt32(),
            WarmupFirstFull = true,
            Schedule = LearningRateSchedule.Cosine,
        };
        var schedule = TrainingSchedule.Of(settings);
        var forward = new ForwardProcess(schedule);
        var network = new StandIn(golden, "in.student0.");
        (string Name, Parameter Value)[] parameters = [.. network.Weights.Select(w => (w.Key, new Parameter(w.Value.clone())))];
        foreach (var (name, value) in parameters)
            network.Weights[name] = value;
        using var optimizer = new AdamW(parameters, optim);
        using var ema = new Ema(parameters, new EmaConfig { Rate = settings.GetProperty("ema_rate").GetDouble() });
        for (var step = 1; golden.Has($"in.step{step}.z0"); step++)
        {
            Tensor z0 = golden.Tensor($"in.step{step}.z0"), zY = golden.Tensor($"in.step{step}.z_y"), t = golden.Tensor($"in.step{step}.t");
            optimizer.ZeroGradients();
            var zt = forward.Sample(z0, zY, t, golden.Tensor($"in.step{step}.noise"));
            var loss = (network.Denoiser(schedule).PredictX0(zt, t, golden.Tensor($"in.step{step}.lq")) - z0).square().mean();
            Close.Relative(golden.Tensor("out.loss")[step - 1], loss, tolerance, $"loss {step}");
            loss.backward();
            var rate = LearningRate.At(optim, step, iterations);
            Assert.Equal(golden.Tensor("out.lr_used").to_type(ScalarType.Float64)[step - 1].item<double>(), rate, 1e-12);
            optimizer.Step(rate);
            ema.Update();
            foreach (var (name, value) in parameters)
                Close.Relative(golden.Tensor($"out.step{step}.param.{name}"), value, tolerance, $"{name} after {step}");
            foreach (var (name, value) in ema.State)
                Close.Relative(golden.Tensor($"out.step{step}.ema.{name}"), value, tolerance, $"average of {name} after {step}");
        }
        Assert.Equal(5, optimizer.Steps);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Learning_rate_has_the_stored_values(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var student = new OptimConfig { WarmupFirstFull = true };
        Check(golden, "tad.iter", "tad.lr_student", student, 30000);
        Check(golden, "tad.iter", "tad.lr_discriminator", student with { Warmup = 0 }, 30000);
        Check(golden, "teacher_cosine.iter", "teacher_cosine.lr", student with { Schedule = LearningRateSchedule.Cosine }, 400000);
    }

    private static void Check(GoldenFile golden, string iterations, string rates, OptimConfig config, long last)
    {
        var at = golden.Tensor(iterations).data<long>().ToArray();
        var expected = golden.Tensor(rates).data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
            Assert.Equal(expected[i], LearningRate.At(config, at[i], last), 1e-14);
    }
}
