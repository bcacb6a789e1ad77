namespace TadSr.Degradation;

/// <summary>Families of blur kernels of the Real-ESRGAN recipe.</summary>
internal enum KernelShape
{
    /// <summary>exp(-q / 2).</summary>
    Gaussian,

    /// <summary>exp(-q^beta / 2).</summary>
    Generalized,

    /// <summary>1 / (1 + q^beta).</summary>
    Plateau,

    /// <summary>The ideal low-pass filter of circular support: ringing.</summary>
    Sinc,
}
