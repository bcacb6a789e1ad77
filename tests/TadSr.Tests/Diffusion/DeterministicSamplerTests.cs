using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Diffusion;

[Trait("Kind", "Unit")]
public sealed class DeterministicSamplerTests
{
    public DeterministicSamplerTests() => Backend.Load();

    [Theory]
    [InlineData(15, 0.04)]
    [InlineData(4, 0.2)]
    public void Sampler_stays_on_the_forward_process_when_the_denoiser_knows_z0(int steps, double minNoise)
    {
        using var scope = NewDisposeScope();
        var schedule = new EtaSchedule(new DiffusionConfig { Steps = steps, MinNoiseLevel = minNoise, CapStart = true });
        var forward = new ForwardProcess(schedule);
        var draws = Enumerable.Range(1, 3).Select(seed => Draws.Normal((ulong)seed, 2, 3, 4, 5).to_type(ScalarType.Float64)).ToArray();
        var (z0, zY, noise) = (draws[0], draws[1], draws[2]);
        var start = forward.Sample(z0, zY, schedule.Time(steps - 1, 2), noise);
        var worst = 0.0;
        var visited = 0;
        var sampler = new DeterministicSampler(schedule, (t, z) =>
        {
            using var inner = NewDisposeScope();
            worst = Math.Max(worst, (z - forward.Sample(z0, zY, schedule.Time(t, 2), noise)).abs().max().item<double>());
            visited++;
        });
        var end = sampler.Sample(new Oracle(z0), start, zY, zY);
        Assert.Equal(steps, visited);
        Assert.True(worst < 1e-12, $"largest deviation {worst}");
        Assert.Equal(0.0, (end - z0).abs().max().item<double>());
    }

    [Fact]
    public void Schedule_of_fewer_steps_keeps_the_network_times_and_takes_the_next_lower_eta()
    {
        var full = new EtaSchedule(new DiffusionConfig { Steps = 15 });
        var four = full.WithSteps(4);
        Assert.Equal([0, 5, 9, 14], four.Times);
        Assert.Equal(full.Etas[5], four.EtasPrev[2]);
        Assert.Equal(0.0, four.M(0));
        Assert.Equal(1.0, four.K(0));
        Assert.Equal(full.Etas, full.WithSteps(15).Etas);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Schedule_refuses_a_number_of_steps_that_it_does_not_have(int steps)
    {
        var error = Assert.Throws<TadSrException>(() => new EtaSchedule(new DiffusionConfig { Steps = 4 }).WithSteps(steps));
        Assert.Contains($"{steps} steps", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 to 4", error.Message, StringComparison.Ordinal);
    }

    private sealed class Oracle(Tensor z0) : IDenoiser
    {
        public Tensor PredictX0(Tensor zt, Tensor t, Tensor lq) => z0.clone();
    }
}
