namespace TadSr.Configuration;

/// <summary>What the weight files of a run say of their origin.</summary>
public sealed record ReleaseConfig
{
    /// <summary>Licence of the weights.</summary>
    public string? Licence { get; init; }

    /// <summary>Who made them, with what.</summary>
    public string? Origin { get; init; }

    /// <summary>What they were trained on.</summary>
    public string? TrainingData { get; init; }
}
