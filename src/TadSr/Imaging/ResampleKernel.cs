namespace TadSr.Imaging;

/// <summary>Kernels of <see cref="PlaneResampling"/>.</summary>
public enum ResampleKernel
{
    /// <summary>Bicubic with a = -0.75 over four neighbours whatever the scale, edges repeated, not clamped: what PyTorch's
    /// <c>interpolate(mode="bicubic", align_corners=False)</c> computes. ResShift enlarges its condition so.</summary>
    Bicubic,

    /// <summary>Bicubic with a = -0.5 whose support grows when the picture is reduced, weights renormalised at the edges: what
    /// Pillow and PyTorch's <c>antialias=True</c> compute. For reductions, alpha and baselines.</summary>
    AntialiasedBicubic,
}
