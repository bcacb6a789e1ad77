using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Everything that is drawn for one sample before its pixels are touched. Two equal plans make equal pixels.</summary>
internal sealed record DegradationPlan
{
    /// <summary>Only reduced by antialiased bicubic; nothing else below applies.</summary>
    public bool Clean { get; init; }

    /// <summary>First round, or null when it is left out.</summary>
    public RoundDraw? First { get; init; }

    /// <summary>Second round, or null when it is left out.</summary>
    public RoundDraw? Second { get; init; }

    /// <summary>How the picture gets its final size.</summary>
    public ResizeMode FinalMode { get; init; }

    /// <summary>Final sinc filter, or null for none.</summary>
    public IKernelSource? FinalSinc { get; init; }

    /// <summary>Whether resize and sinc come before the last JPEG (order A) or after it (order B).</summary>
    public bool ResizeFirst { get; init; }

    /// <summary>Factor of the sharpening of the low-resolution picture, or null for none.</summary>
    public double? Sharpening { get; init; }

    /// <summary>Quality of the last JPEG, or null for none.</summary>
    public double? FinalJpegQuality { get; init; }

    /// <summary>Seed of the noise in colour.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Seed of the noise that all channels share; in batch grouping all samples of the batch have the same.</summary>
    public ulong GrayNoiseSeed { get; init; }

    /// <summary>Draws a plan.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    /// <param name="sample">Draws that belong to the sample: kernels, strengths, qualities.</param>
    /// <param name="group">Draws that the reference makes for a batch: clean, resize, noise family, second round, order. Give
    /// each sample its own generator for sample grouping, or every sample of a batch an equal one for batch grouping.</param>
    public static DegradationPlan Draw(DegradationConfig config, CounterRandom sample, CounterRandom group)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(group);
        var clean = group.Chance(config.CleanProbability);
        var first = PlanDraws.Round(config.First, sample, group);
        var second = PlanDraws.Round(config.Second, sample, group);
        var resizeFirst = group.Chance(config.Final.ResizeFirst);
        var finalMode = PlanDraws.Mode(config.Final.Modes, group);
        var sinc = PlanDraws.Sinc(config.Final.SincSizes, sample, Math.PI / 3);
        var hasSinc = sample.Chance(config.Final.SincProbability);
        var plan = new DegradationPlan
        {
            Clean = clean,
            First = first,
            Second = second,
            FinalMode = finalMode,
            FinalSinc = hasSinc ? sinc : null,
            ResizeFirst = resizeFirst,
            FinalJpegQuality = PlanDraws.Quality(config.Final.Jpeg, sample),
            NoiseSeed = sample.NextUInt64(),
            GrayNoiseSeed = group.NextUInt64(),
        };
        // Drawn last and only where it is configured: the draws of the published recipes stay what they are.
        var sharpen = config.Final.Sharpen;
        return sharpen.Probability > 0 && sample.Chance(sharpen.Probability) ? plan with { Sharpening = sample.Uniform(sharpen.Amount[0], sharpen.Amount[1]) } : plan;
    }
}
