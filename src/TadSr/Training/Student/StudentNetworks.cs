using TadSr.Codecs;
using TadSr.Diffusion;
using TadSr.Losses;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>Everything that a student's step asks. What no term needs is null.</summary>
internal sealed record StudentNetworks
{
    /// <summary>The tables.</summary>
    public required EtaSchedule Schedule { get; init; }

    /// <summary>The frozen codec.</summary>
    public required ILatentCodec Codec { get; init; }

    /// <summary>f, as a prediction of z_0.</summary>
    public required IDenoiser Student { get; init; }

    /// <summary>The network of f itself: (scaled latent, t, lq) to latent.</summary>
    public required Func<Tensor, Tensor, Tensor, Tensor> StudentNetwork { get; init; }

    /// <summary>F, frozen.</summary>
    public IDenoiser? Teacher { get; init; }

    /// <summary>F as the score terms ask it.</summary>
    public IDenoiser? Scorer { get; init; }

    /// <summary>The time-aware discriminator on F's features.</summary>
    public LatentAdversary? Adversary { get; init; }

    /// <summary>The frozen networks that look at pictures.</summary>
    public PictureNetworks? Pictures { get; init; }

    /// <summary>The hinge heads on picture features.</summary>
    public FeatureAdversary? Heads { get; init; }

    /// <summary>Score distillation (eq. 8).</summary>
    public HighFrequencyScoreDistillation Hsd() => new(Scorer!, Schedule);

    /// <summary>Score distillation sampling (eq. 5).</summary>
    public ScoreDistillationSampling Sds() => new(Scorer!, Schedule);

    /// <summary>The terms of SinSR.</summary>
    public SinSrLoss SinSr() => new(StudentNetwork, Schedule);
}
