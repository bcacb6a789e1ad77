using TadSr.Runtime;

namespace TadSr.Configuration;

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
