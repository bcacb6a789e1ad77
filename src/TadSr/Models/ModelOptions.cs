using TadSr.Configuration;

namespace TadSr.Models;

/// <summary>What a user may say of a model file beside what it says itself.</summary>
public sealed record ModelOptions
{
    /// <summary>Weights of the VQGAN; null looks for the published file beside the model.</summary>
    public string? Codec { get; init; }

    /// <summary>The schedule, instead of the file's own or the published one.</summary>
    public DiffusionConfig? Diffusion { get; init; }
}
