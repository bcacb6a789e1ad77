namespace TadSr.Configuration;

/// <summary>The latent codec of a run.</summary>
public sealed record CodecConfig
{
    /// <summary>Its kind.</summary>
    public CodecKind Type { get; init; } = CodecKind.Vqgan;

    /// <summary>Weights of a VQGAN (safetensors or .pth).</summary>
    public string? Checkpoint { get; init; }
}
