using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>The single draws of a <see cref="DegradationPlan"/>. Each takes its numbers whether or not they are used, as far
/// as their count is fixed, so that one probability can be changed without shifting all later draws.</summary>
internal static class PlanDraws
{
    private const int SharpCutoffFrom = 13;                                // kernel side from which lower cut-offs are drawn

    public static RoundDraw? Round(DegradationRoundConfig config, CounterRandom sample, CounterRandom group)
    {
        var happens = group.Chance(config.Probability);
        var blurs = group.Chance(config.Blur.Probability);
        var kernel = Kernel(config.Blur, sample);
        var round = new RoundDraw
        {
            Kernel = blurs ? kernel : null,
            Scale = Scale(config.Resize, group),
            Mode = Mode(config.Resize.Modes, group),
            Noise = Noise(config.Noise, sample, group),
            JpegQuality = Quality(config.Jpeg, sample),
        };
        return happens ? round : null;
    }

    public static ResizeMode Mode(IReadOnlyList<ResizeMode> modes, CounterRandom random) => modes[random.NextInt(modes.Count)];

    public static KernelDraw Sinc(IReadOnlyList<int> sizes, CounterRandom random, double lowest)
    {
        var size = sizes[random.NextInt(sizes.Count)];
        return new KernelDraw { Shape = KernelShape.Sinc, Size = size, Cutoff = random.Uniform(lowest, Math.PI) };
    }

    public static double? Quality(JpegConfig config, CounterRandom random)
    {
        var happens = random.Chance(config.Probability);
        var quality = random.Uniform(config.Quality[0], config.Quality[1]);
        return happens ? quality : null;
    }

    private static KernelDraw Kernel(BlurConfig config, CounterRandom random)
    {
        var size = config.Sizes[random.NextInt(config.Sizes.Count)];
        if (random.Chance(config.SincProbability))
            return Sinc([size], random, size < SharpCutoffFrom ? Math.PI / 3 : Math.PI / 5);
        var family = random.Choose([config.Iso, config.Aniso, config.GeneralizedIso, config.GeneralizedAniso, config.PlateauIso, config.PlateauAniso]);
        var anisotropic = family % 2 == 1;
        var shape = (family / 2) switch { 0 => KernelShape.Gaussian, 1 => KernelShape.Generalized, _ => KernelShape.Plateau };
        var sigmaX = random.Uniform(config.Sigma[0], config.Sigma[1]);
        return new KernelDraw
        {
            Shape = shape,
            Size = size,
            SigmaX = sigmaX,
            SigmaY = anisotropic ? random.Uniform(config.Sigma[0], config.Sigma[1]) : sigmaX,
            Theta = anisotropic ? random.Uniform(-Math.PI, Math.PI) : 0,
            Beta = shape switch
            {
                KernelShape.Generalized => Beta(config.GeneralizedBeta, random),
                KernelShape.Plateau => Beta(config.PlateauBeta, random),
                _ => 1,
            },
        };
    }

    private static double Beta(IReadOnlyList<double> range, CounterRandom random)
        => random.Chance(0.5) ? random.Uniform(range[0], 1) : random.Uniform(1, range[1]);

    private static double Scale(ResizeConfig config, CounterRandom random)
    {
        var kind = random.Choose([config.Up, config.Down, config.Keep]);
        var (up, down) = (random.Uniform(Math.Max(1, config.Scale[0]), config.Scale[1]), random.Uniform(config.Scale[0], Math.Min(1, config.Scale[1])));
        return kind switch { 0 => up, 1 => down, _ => 1 };
    }

    private static NoiseDraw? Noise(NoiseConfig config, CounterRandom sample, CounterRandom group)
    {
        var happens = group.Chance(config.Probability);
        var poisson = !group.Chance(config.Gaussian);
        var range = poisson ? config.PoissonScale : config.Sigma;
        var draw = new NoiseDraw(poisson, sample.Uniform(range[0], range[1]), sample.Chance(config.Gray));
        // Drawn only where it is configured: the draws of the published recipes stay what they are.
        if (config.Chroma > 0 && sample.Chance(config.Chroma) && !poisson)
            draw = draw with { Gray = false, Chroma = true };
        return happens ? draw : null;
    }
}
