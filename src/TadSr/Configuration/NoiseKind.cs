namespace TadSr.Configuration;

/// <summary>Distribution of the noise that the discriminator and the score term add.</summary>
public enum NoiseKind
{
    /// <summary>N(0, 1), as in the forward process.</summary>
    Normal,

    /// <summary>U[0, 1), as in the authors' code.</summary>
    Uniform,

    /// <summary>The noise of z_T once more, as Algorithm 1 writes it for the discriminator; the score term can take it too.</summary>
    Reused,
}
