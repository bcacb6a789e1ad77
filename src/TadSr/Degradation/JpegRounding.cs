namespace TadSr.Degradation;

/// <summary>How the coefficients of <see cref="DiffJpeg"/> are rounded.</summary>
internal enum JpegRounding
{
    /// <summary>To the nearest integer, ties to even.</summary>
    Nearest,

    /// <summary>round(x) + (x - round(x))^3, which has a slope.</summary>
    Differentiable,
}
