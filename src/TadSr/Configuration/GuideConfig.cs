using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Models whose output is learnt in the truth's place by the kinds of damage that name them. Not in the paper.</summary>
public sealed record GuideConfig
{
    /// <summary>The models.</summary>
    public IReadOnlyList<GuideModelConfig> Models { get; init; } = [];

    /// <summary>Folder in which their answers are kept; it must lie outside of the data.</summary>
    public string Cache { get; init; } = "cache/guide";
}

/// <summary>A guide.</summary>
public sealed record GuideModelConfig
{
    /// <summary>The name by which a kind of damage (<c>degradation.kinds</c>) asks for it.</summary>
    public string Name { get; init; } = "";

    /// <summary>A weight file of any model that enlarges, or the name of one that comes with the program.</summary>
    public string Weights { get; init; } = "";

    internal void Validate(SourceLocation location)
    {
        if (Name.Length == 0 || Weights.Length == 0)
            throw new TadSrException($"{location}: a guide needs a name and weights, such as {{ name: x4plus, weights: RealESRGAN_x4plus.safetensors }}.", ErrorKind.Usage);
    }
}
