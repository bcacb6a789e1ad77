namespace TadSr.Degradation;

/// <summary>The drawn parameters of one blur kernel.</summary>
internal sealed record KernelDraw : IKernelSource
{
    /// <summary>Family.</summary>
    public required KernelShape Shape { get; init; }

    /// <summary>Side, odd.</summary>
    public required int Size { get; init; }

    /// <summary>Standard deviation along the first axis, pixels.</summary>
    public double SigmaX { get; init; }

    /// <summary>Standard deviation along the second axis, pixels; equal to <see cref="SigmaX"/> for isotropic kernels.</summary>
    public double SigmaY { get; init; }

    /// <summary>Rotation, radians.</summary>
    public double Theta { get; init; }

    /// <summary>Exponent of the generalized and plateau families.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>Cut-off of the sinc family, radians a pixel.</summary>
    public double Cutoff { get; init; }

    /// <inheritdoc/>
    public BlurKernel Build() => Shape == KernelShape.Sinc
        ? Kernels.Sinc(Size, Cutoff)
        : Kernels.Bivariate(Shape, Size, SigmaX, SigmaY, Theta, Beta);
}
