namespace TadSr.Configuration;

/// <summary>Models whose output is learnt in the truth's place by the kinds of damage that name them. Not in the paper.</summary>
public sealed record GuideConfig
{
    /// <summary>The models.</summary>
    public IReadOnlyList<GuideModelConfig> Models { get; init; } = [];

    /// <summary>Folder in which their answers are kept; it must lie outside of the data.</summary>
    public string Cache { get; init; } = "cache/guide";
}
