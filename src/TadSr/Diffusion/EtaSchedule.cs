using TadSr.Configuration;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>The tables of the forward process and of its reversals, in float64, indexed from 0 (the paper counts t from 1).</summary>
/// <remarks>sqrt(eta) grows as <c>start b^p_i</c> with b = exp(ln(end / start) / (T - 1)) and p_i = (i / (T - 1))^power (T - 1)
/// (ResShift eq. 10). A schedule of fewer steps keeps the original time indices for the network.</remarks>
internal sealed class EtaSchedule
{
    private readonly double[] etas, etasPrev, k, m, j;

    /// <summary>Computes the tables of a configuration.</summary>
    public EtaSchedule(DiffusionConfig config)
        : this(SqrtEtaTable(config), config.Kappa, [.. Enumerable.Range(0, config.Steps)])
    {
    }

    private EtaSchedule(double[] sqrtEtas, double kappa, int[] times)
    {
        Kappa = kappa;
        SqrtEtas = sqrtEtas;
        Times = times;
        var n = sqrtEtas.Length;
        etas = [.. sqrtEtas.Select(s => s * s)];
        etasPrev = [0, .. etas[..^1]];
        Alpha = [.. etas.Zip(etasPrev, (e, p) => e - p)];
        PosteriorVariance = Table(n, i => kappa * kappa * etasPrev[i] / etas[i] * Alpha[i]);
        PosteriorVarianceClipped = [PosteriorVariance[1], .. PosteriorVariance.Skip(1)];
        PosteriorLogVarianceClipped = Table(n, i => Math.Log(PosteriorVarianceClipped[i]));
        PosteriorMeanCoef1 = Table(n, i => etasPrev[i] / etas[i]);
        PosteriorMeanCoef2 = Table(n, i => Alpha[i] / etas[i]);
        WeightLossMse = Table(n, i => 0.5 / PosteriorVarianceClipped[i] * Math.Pow(Alpha[i] / etas[i], 2));
        m = Table(n, i => Math.Sqrt(etasPrev[i] / etas[i]));
        j = Table(n, i => etasPrev[i] - Math.Sqrt(etasPrev[i] * etas[i]));
        k = Table(n, i => 1 - j[i] - m[i]);
        ScoreWeights = Table(n, i => (1 - etas[i]) / (sqrtEtas[i] * kappa));
    }

    /// <summary>Number of steps T.</summary>
    public int Steps => etas.Length;

    /// <summary>kappa.</summary>
    public double Kappa { get; }

    /// <summary>The time index that the network is given at each step; 0..T-1 unless steps were left out.</summary>
    public IReadOnlyList<int> Times { get; }

    /// <summary>sqrt(eta_t).</summary>
    public IReadOnlyList<double> SqrtEtas { get; }

    /// <summary>eta_t.</summary>
    public IReadOnlyList<double> Etas => etas;

    /// <summary>eta_{t-1}, 0 at the first step.</summary>
    public IReadOnlyList<double> EtasPrev => etasPrev;

    /// <summary>alpha_t = eta_t - eta_{t-1}.</summary>
    public IReadOnlyList<double> Alpha { get; }

    /// <summary>Variance of q(z_{t-1} | z_t, z_0): kappa² (eta_{t-1} / eta_t) alpha_t.</summary>
    public IReadOnlyList<double> PosteriorVariance { get; }

    /// <summary>The same with entry 1 copied into entry 0, which is 0.</summary>
    public IReadOnlyList<double> PosteriorVarianceClipped { get; }

    /// <summary>Logarithm of <see cref="PosteriorVarianceClipped"/>.</summary>
    public IReadOnlyList<double> PosteriorLogVarianceClipped { get; }

    /// <summary>Weight of z_t in the posterior mean.</summary>
    public IReadOnlyList<double> PosteriorMeanCoef1 { get; }

    /// <summary>Weight of z_0 in the posterior mean.</summary>
    public IReadOnlyList<double> PosteriorMeanCoef2 { get; }

    /// <summary>Weight of the weighted training loss (dropped in practice).</summary>
    public IReadOnlyList<double> WeightLossMse { get; }

    /// <summary>(1 - eta) / (sqrt(eta) kappa): omega2 of TAD-SR eq. 8 without its 1 / (C H W).</summary>
    public IReadOnlyList<double> ScoreWeights { get; }

    /// <summary>Weight of z_0 in the deterministic step (SinSR).</summary>
    public double K(int t) => k[t];

    /// <summary>Weight of z_t in the deterministic step.</summary>
    public double M(int t) => m[t];

    /// <summary>Weight of z_y in the deterministic step.</summary>
    public double J(int t) => j[t];

    /// <summary>The schedule of N of the T steps: indices round(i (T - 1) / (N - 1)), the previous eta being that of the next lower index used.</summary>
    /// <exception cref="TadSrException">N is not in 2..T.</exception>
    public EtaSchedule WithSteps(int steps)
    {
        if (steps < 2 || steps > Steps)
            throw new TadSrException($"{steps} steps were asked for; this model has {Steps}. Use 1 (one-step sampler) or 2 to {Steps}.", ErrorKind.Usage);
        int[] used = [.. Enumerable.Range(0, steps).Select(i => (int)Math.Round(i * (Steps - 1.0) / (steps - 1)))];
        return new EtaSchedule([.. used.Select(i => SqrtEtas[i])], Kappa, [.. used.Select(i => Times[i])]);
    }

    /// <summary>The time index of a step for a whole batch: (B) int64.</summary>
    public Tensor Time(int step, long batch, Device? device = null) => full(batch, Times[step], ScalarType.Int64, device ?? CPU);

    /// <summary>Entries of a table for a batch of steps, shaped to multiply a latent: (B, 1, 1, 1) in the latent's type.</summary>
    /// <param name="table">One of the tables of this schedule.</param>
    /// <param name="t">(B) int64, step indices.</param>
    /// <param name="like">The latent whose element type and device the result takes.</param>
    public static Tensor Gather(IReadOnlyList<double> table, Tensor t, Tensor like)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = tensor(table as double[] ?? [.. table], ScalarType.Float64, t.device);
        return values.index_select(0, t).to_type(like.dtype).view(-1, 1, 1, 1).MoveToOuterDisposeScope();
    }

    private static double[] SqrtEtaTable(DiffusionConfig config)
    {
        config.Validate(new SourceLocation("diffusion"));
        var start = Math.Min(config.MinNoiseLevel / config.Kappa, config.MinNoiseLevel);
        if (config.CapStart)
            start = Math.Min(start, Math.Sqrt(0.001));
        var last = config.Steps - 1;
        var b = Math.Exp(Math.Log(config.EtasEnd / start) / last);
        return Table(config.Steps, i => Math.Pow(b, Math.Pow((double)i / last, config.Power) * last) * start);
    }

    private static double[] Table(int n, Func<int, double> entry) => [.. Enumerable.Range(0, n).Select(entry)];
}
