using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Several kinds of damage, one of which is drawn for every sample.</summary>
internal sealed class MixedPipeline : IPairDegradation
{
    private readonly List<(double Share, string? Guide, RealEsrganPipeline Pipeline)> kinds;

    /// <summary>Readies the kinds.</summary>
    /// <param name="config">With at least one kind.</param>
    /// <param name="scale">Truth pixels a side for one low-resolution pixel.</param>
    public MixedPipeline(DegradationConfig config, int scale)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfZero(config.Kinds.Count);
        Scale = scale;
        kinds = [.. config.Kinds.Select(kind => (kind.Share, kind.Guide, new RealEsrganPipeline(
            config with { Kinds = [], CleanProbability = kind.Clean ? 1 : 0, First = kind.First, Second = kind.Second, Final = kind.Final }, scale)))];
    }

    /// <inheritdoc/>
    public int Scale { get; }

    /// <inheritdoc/>
    public DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var (_, guide, pipeline) = kinds[group.Choose([.. kinds.Select(kind => kind.Share)])];
        return pipeline.Apply(truth, sample, group) with { Guide = guide };
    }
}
