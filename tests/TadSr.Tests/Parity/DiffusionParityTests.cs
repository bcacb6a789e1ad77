using System.Text.Json;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>Schedules, forward process and samplers against the published implementations.</summary>
[Trait("Kind", "Parity")]
public sealed class DiffusionParityTests
{
    private const double Table = 1e-12, Step = 2e-6, Loop = 1e-5;

    public DiffusionParityTests() => Backend.Load();

    public static TheoryData<string> Schedules => References.Cases("eta_schedule");

    public static TheoryData<string> Stochastic => References.Cases("sampler_stochastic");

    public static TheoryData<string> Deterministic => References.Cases("sampler_deterministic");

    public static TheoryData<string> TrainingSchedules => References.Cases("schedule");

    [Theory]
    [MemberData(nameof(Schedules))]
    public void Schedule_has_the_stored_tables(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        foreach (var setting in golden.Case.GetProperty("settings").EnumerateObject())
        {
            var plain = new EtaSchedule(Config(setting.Value, capStart: false));
            var capped = new EtaSchedule(Config(setting.Value, capStart: true));
            Check(golden, $"{setting.Name}.sqrt_etas", plain.SqrtEtas);
            Check(golden, $"{setting.Name}.etas", plain.Etas);
            Check(golden, $"{setting.Name}.etas_prev", plain.EtasPrev);
            Check(golden, $"{setting.Name}.alpha", plain.Alpha);
            Check(golden, $"{setting.Name}.posterior_variance", plain.PosteriorVariance);
            Check(golden, $"{setting.Name}.posterior_variance_clipped", plain.PosteriorVarianceClipped);
            Check(golden, $"{setting.Name}.posterior_log_variance_clipped", plain.PosteriorLogVarianceClipped);
            Check(golden, $"{setting.Name}.posterior_mean_coef1", plain.PosteriorMeanCoef1);
            Check(golden, $"{setting.Name}.posterior_mean_coef2", plain.PosteriorMeanCoef2);
            Check(golden, $"{setting.Name}.weight_loss_mse", plain.WeightLossMse);
            Check(golden, $"sinsr.{setting.Name}.sqrt_etas", capped.SqrtEtas);
            Check(golden, $"sinsr.{setting.Name}.etas", capped.Etas);
            CheckSteps(golden, $"sinsr.{setting.Name}.", capped, "k", "m", "j");
        }
    }

    [Theory]
    [MemberData(nameof(TrainingSchedules))]
    public void Schedule_has_the_tables_of_the_training_references(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        foreach (var name in new[] { "realsr", "face" })
        {
            var setting = golden.Case.GetProperty(name);
            var schedule = new EtaSchedule(new DiffusionConfig
            {
                Steps = setting.GetProperty("T").GetInt32(),
                MinNoiseLevel = setting.GetProperty("min_noise_level").GetDouble(),
                Kappa = golden.Case.GetProperty("kappa").GetDouble(),
                EtasEnd = golden.Case.GetProperty("etas_end").GetDouble(),
                Power = golden.Case.GetProperty("power").GetDouble(),
                CapStart = true,
            });
            Check(golden, $"{name}.sqrt_etas", schedule.SqrtEtas);
            Check(golden, $"{name}.etas", schedule.Etas);
            Check(golden, $"{name}.etas_prev", schedule.EtasPrev);
            Check(golden, $"{name}.alpha", schedule.Alpha);
            Check(golden, $"{name}.posterior_variance", schedule.PosteriorVariance);
            Check(golden, $"{name}.omega2_over_omega_eq8", schedule.ScoreWeights);
            Check(golden, $"{name}.input_std", new InputScaling(schedule).Deviation);
            Check(golden, $"{name}.sigma_t", [.. schedule.SqrtEtas.Select(s => s * schedule.Kappa)]);
            CheckSteps(golden, $"{name}.", schedule, "ddim_k", "ddim_m", "ddim_j");
        }
    }

    [Theory]
    [MemberData(nameof(Stochastic))]
    public void Stochastic_sampler_takes_the_stored_steps(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var schedule = new EtaSchedule(Config(golden.Case.GetProperty("setting"), golden.Case.GetProperty("schedule").GetString() == "sinsr"));
        CheckForward(golden, schedule);
        var noise = golden.Tensor("in.noise");
        Tensor steps = golden.Tensor("out.steps"), predictions = golden.Tensor("out.pred_x0");
        var done = 0;
        var sampler = new StochasticSampler(schedule, t => noise[schedule.Steps - t].clone(), (t, x0, z) =>
        {
            Assert.Equal(schedule.Steps - 1 - done, t);
            Close.Relative(predictions[done], x0, Loop, $"prediction at {t}");
            Close.Relative(steps[done], z, Loop, $"z after {t}");
            done++;
        });
        var zY = golden.Tensor("in.z_y");
        sampler.Sample(new StandIn(golden, "net.").Denoiser(schedule), new ForwardProcess(schedule).Prior(zY, noise[0]), zY, zY);
        Assert.Equal(schedule.Steps, done);
    }

    [Theory]
    [MemberData(nameof(Deterministic))]
    public void Deterministic_and_one_step_sampler_end_where_stored(string path)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        var schedule = new EtaSchedule(Config(golden.Case.GetProperty("setting"), golden.Case.GetProperty("schedule").GetString() == "sinsr"));
        CheckForward(golden, schedule);
        var zY = golden.Tensor("in.z_y");
        var zT = new ForwardProcess(schedule).Prior(zY, golden.Tensor("in.noise")[0]);
        var denoiser = new StandIn(golden, "net.").Denoiser(schedule);
        Close.Relative(golden.Tensor("out.final"), new DeterministicSampler(schedule).Sample(denoiser, zT, zY, zY), Loop, "final");
        Close.Relative(golden.Tensor("out.one_step"), new OneStepSampler(schedule).Sample(denoiser, zT, zY, zY), Step, "one step");
    }

    private static void CheckForward(GoldenFile golden, EtaSchedule schedule)
    {
        var forward = new ForwardProcess(schedule);
        Tensor zY = golden.Tensor("in.z_y"), z0 = golden.Tensor("in.z_0"), t = golden.Tensor("in.t"), noise = golden.Tensor("in.noise");
        var zt = forward.Sample(z0, zY, t, noise[0]);
        Close.Relative(golden.Tensor("out.q_sample"), zt, Step, "q sample");
        Close.Relative(golden.Tensor("out.scale_input"), new InputScaling(schedule).Scale(zt, t), Step, "scaled input");
        Close.Relative(golden.Tensor("out.posterior_mean"), forward.PosteriorMean(z0, zt, t), Step, "posterior mean");
        Close.Relative(golden.Tensor("out.prior_sample"), forward.Prior(zY, noise[0]), Step, "prior");
    }

    private static void CheckSteps(GoldenFile golden, string prefix, EtaSchedule schedule, string k, string m, string j)
    {
        var steps = Enumerable.Range(0, schedule.Steps).ToArray();
        Check(golden, prefix + k, [.. steps.Select(schedule.K)]);
        Check(golden, prefix + m, [.. steps.Select(schedule.M)]);
        Check(golden, prefix + j, [.. steps.Select(schedule.J)]);
    }

    private static void Check(GoldenFile golden, string name, IReadOnlyList<double> actual) =>
        Close.Relative(golden.Tensor(name), tensor([.. actual], ScalarType.Float64), Table, name);

    private static DiffusionConfig Config(JsonElement setting, bool capStart)
    {
        var defaults = new DiffusionConfig();
        return new DiffusionConfig
        {
            Steps = setting.TryGetProperty("steps", out var steps) ? steps.GetInt32() : defaults.Steps,
            MinNoiseLevel = Number("min_noise_level", defaults.MinNoiseLevel),
            Kappa = Number("kappa", defaults.Kappa),
            EtasEnd = Number("etas_end", defaults.EtasEnd),
            Power = setting.TryGetProperty("schedule_kwargs", out var kwargs) ? kwargs.GetProperty("power").GetDouble() : defaults.Power,
            CapStart = capStart,
        };

        double Number(string name, double otherwise) => setting.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
    }
}
