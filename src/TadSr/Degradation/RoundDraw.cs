using TadSr.Configuration;

namespace TadSr.Degradation;

/// <summary>The drawn parameters of one round of damage.</summary>
internal sealed record RoundDraw
{
    /// <summary>Blur, or null for none.</summary>
    public IKernelSource? Kernel { get; init; }

    /// <summary>Resize factor; in the second round relative to the low resolution.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>How it is resized.</summary>
    public ResizeMode Mode { get; init; }

    /// <summary>Noise, or null for none.</summary>
    public NoiseDraw? Noise { get; init; }

    /// <summary>Quality of the compression, or null for none.</summary>
    public double? JpegQuality { get; init; }
}
