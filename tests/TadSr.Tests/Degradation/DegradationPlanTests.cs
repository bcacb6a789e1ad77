using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Runtime;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class DegradationPlanTests
{
    private const int Count = 100_000;
    private static readonly DegradationConfig Recipe = new();

    [Fact]
    public void Draws_of_the_recipe_have_their_shares()
    {
        var plans = Plans(Recipe, Count);
        var first = plans.Select(plan => plan.First!).ToArray();
        Share(0.5, plans, plan => plan.Second is not null, "second round");
        Share(0.5, plans, plan => plan.ResizeFirst, "order A");
        Share(0.8, plans, plan => plan.FinalSinc is not null, "final sinc");
        Share(0.0, plans, plan => plan.Clean, "clean");

        var kernels = first.Select(round => (KernelDraw)round.Kernel!).ToArray();
        Share(0.1, kernels, k => k.Shape == KernelShape.Sinc, "sinc");
        Share(0.9 * 0.45, kernels, k => k.Shape == KernelShape.Gaussian && k.SigmaX == k.SigmaY, "iso");
        Share(0.9 * 0.25, kernels, k => k.Shape == KernelShape.Gaussian && k.SigmaX != k.SigmaY, "aniso");
        Share(0.9 * 0.12, kernels, k => k.Shape == KernelShape.Generalized && k.SigmaX == k.SigmaY, "generalized iso");
        Share(0.9 * 0.03, kernels, k => k.Shape == KernelShape.Generalized && k.SigmaX != k.SigmaY, "generalized aniso");
        Share(0.9 * 0.12, kernels, k => k.Shape == KernelShape.Plateau && k.SigmaX == k.SigmaY, "plateau iso");
        Share(0.9 * 0.03, kernels, k => k.Shape == KernelShape.Plateau && k.SigmaX != k.SigmaY, "plateau aniso");
        Share(1 / 9.0, kernels, k => k.Size == 19, "size 19");
        Share(0.5, [.. kernels.Where(k => k.Shape == KernelShape.Generalized)], k => k.Beta < 1, "generalized beta below 1");
        Share(0.5, [.. kernels.Where(k => k.Shape == KernelShape.Plateau)], k => k.Beta == 1, "plateau beta of 1");

        Share(0.2, first, round => round.Scale > 1, "up");
        Share(0.7, first, round => round.Scale < 1, "down");
        Share(0.1, first, round => round.Scale == 1, "keep");
        Share(1 / 3.0, first, round => round.Mode == ResizeMode.Area, "area");
        Share(0.5, first, round => round.Noise!.Poisson, "poisson");
        Share(0.4, first, round => round.Noise!.Gray, "gray");
    }

    [Fact]
    public void Draws_of_the_recipe_have_their_means_and_bounds()
    {
        var plans = Plans(Recipe, Count);
        Uniform(30, 95, [.. plans.Select(plan => plan.First!.JpegQuality!.Value)], "first JPEG");
        Uniform(30, 95, [.. plans.Select(plan => plan.FinalJpegQuality!.Value)], "last JPEG");
        var kernels = plans.Select(plan => (KernelDraw)plan.First!.Kernel!).ToArray();
        Uniform(0.2, 3.0, [.. kernels.Where(k => k.Shape != KernelShape.Sinc).Select(k => k.SigmaX)], "sigma");
        Uniform(Math.PI / 5, Math.PI, [.. kernels.Where(k => k.Shape == KernelShape.Sinc && k.Size >= 13).Select(k => k.Cutoff)], "cut-off of large kernels");
        Uniform(Math.PI / 3, Math.PI, [.. kernels.Where(k => k.Shape == KernelShape.Sinc && k.Size < 13).Select(k => k.Cutoff)], "cut-off of small kernels");
        Uniform(1, 30, [.. plans.Select(plan => plan.First!.Noise!).Where(n => !n.Poisson).Select(n => n.Strength)], "noise sigma");
        Uniform(0.05, 3, [.. plans.Select(plan => plan.First!.Noise!).Where(n => n.Poisson).Select(n => n.Strength)], "Poisson scale");
        Uniform(0.15, 1, [.. plans.Select(plan => plan.First!.Scale).Where(s => s < 1)], "down");
        Uniform(1, 1.5, [.. plans.Select(plan => plan.First!.Scale).Where(s => s > 1)], "up");
    }

    [Fact]
    public void Second_round_of_the_recipe_is_drawn_as_stated()
    {
        var second = Plans(Recipe, Count).Select(plan => plan.Second).OfType<RoundDraw>().ToArray();
        Share(0.8, second, round => round.Kernel is not null, "blur");
        Share(0.3, second, round => round.Scale > 1, "up");
        Share(0.4, second, round => round.Scale < 1, "down");
        Share(0.5, second, round => round.Noise!.Poisson, "poisson");
        Share(0, second, round => round.JpegQuality is not null, "JPEG");
        var kernels = second.Select(round => round.Kernel).OfType<KernelDraw>().ToArray();
        Uniform(0.2, 1.5, [.. kernels.Where(k => k.Shape != KernelShape.Sinc).Select(k => k.SigmaX)], "sigma");
        Share(1 / 6.0, kernels, k => k.Size == 13, "size 13");
    }

    [Fact]
    public void Lite_draws_have_the_stated_rounds()
    {
        var plans = Plans(LiteDegradation.Config, Count);
        Share(0.125, plans, plan => plan.Clean, "clean");
        Share(0.4, plans, plan => plan.First is not null, "two rounds");
        Share(1, plans, plan => plan.Second is not null, "second round");
    }

    [Fact]
    public void Plan_depends_on_its_generators_alone()
    {
        Assert.Equal(Draw(5), Draw(5));
        Assert.NotEqual(Draw(5), Draw(6));

        static DegradationPlan Draw(ulong sample) => DegradationPlan.Draw(Recipe, new CounterRandom(1, sample), new CounterRandom(2, sample));
    }

    [Fact]
    public void Batch_grouping_shares_coarse_draws_and_keeps_fine_ones_apart()
    {
        var plans = Enumerable.Range(0, 8).Select(k => DegradationPlan.Draw(Recipe, new CounterRandom(1, (ulong)k), new CounterRandom(2, 0))).ToArray();
        Assert.Single(plans.Select(p => (p.First!.Scale, p.First.Mode, p.First.Noise!.Poisson, p.Second is null, p.ResizeFirst, p.FinalMode, p.GrayNoiseSeed)).Distinct());
        Assert.Equal(8, plans.Select(p => (p.First!.Kernel, p.First.Noise!.Strength, p.First.JpegQuality, p.NoiseSeed)).Distinct().Count());
    }

    private static DegradationPlan[] Plans(DegradationConfig config, int count)
    {
        var plans = new DegradationPlan[count];
        for (var k = 0; k < count; k++)
            plans[k] = DegradationPlan.Draw(config, new CounterRandom(11, (ulong)k), new CounterRandom(12, (ulong)k));
        return plans;
    }

    private static void Share<T>(double expected, IReadOnlyCollection<T> draws, Func<T, bool> predicate, string name)
    {
        var share = draws.Count(predicate) / (double)draws.Count;
        var bound = 3 * Math.Sqrt(expected * (1 - expected) / draws.Count);
        Assert.True(Math.Abs(share - expected) <= bound, $"{name}: {share:F5}, expected {expected:F5} within {bound:F5}");
    }

    private static void Uniform(double low, double high, IReadOnlyCollection<double> draws, string name)
    {
        Assert.InRange(draws.Min(), low, high);
        Assert.InRange(draws.Max(), low, high);
        var bound = 3 * (high - low) / Math.Sqrt(12.0 * draws.Count);
        var mean = draws.Average();
        Assert.True(Math.Abs(mean - (low + high) / 2) <= bound, $"{name}: mean {mean:F4}, expected {(low + high) / 2:F4} within {bound:F4}");
    }
}
