namespace TadSr.Configuration;

/// <summary>Family of a diffusion network.</summary>
public enum NetworkKind
{
    /// <summary>ResShift's U-Net with Swin layers.</summary>
    Swin,

    /// <summary>The small convolutional U-Net for CPUs.</summary>
    Lite,
}
