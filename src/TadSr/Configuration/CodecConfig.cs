namespace TadSr.Configuration;

/// <summary>The latent codec of a run.</summary>
public sealed record CodecConfig
{
    /// <summary>Its kind.</summary>
    public CodecKind Type { get; init; } = CodecKind.Vqgan;

    /// <summary>Weights of a VQGAN (safetensors or .pth).</summary>
    public string? Checkpoint { get; init; }
}

/// <summary>How pictures become latents.</summary>
public enum CodecKind
{
    /// <summary>Every 4x4 block becomes 48 channels; lossless.</summary>
    PixelUnshuffle,

    /// <summary>The published VQGAN.</summary>
    Vqgan,
}
