namespace TadSr.Configuration;

/// <summary>How pictures become latents.</summary>
public enum CodecKind
{
    /// <summary>Every 4x4 block becomes 48 channels; lossless.</summary>
    PixelUnshuffle,

    /// <summary>The published VQGAN.</summary>
    Vqgan,
}
