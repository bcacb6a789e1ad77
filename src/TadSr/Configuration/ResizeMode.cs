namespace TadSr.Configuration;

/// <summary>Ways to change a picture's size.</summary>
public enum ResizeMode
{
    /// <summary>Adaptive average pooling, also when enlarging.</summary>
    Area,

    /// <summary>Bilinear at half-pixel centres, without antialiasing.</summary>
    Bilinear,

    /// <summary>Bicubic, a = -0.75, at half-pixel centres, without antialiasing or clamping.</summary>
    Bicubic,

    /// <summary>Bicubic, a = -0.5, whose kernel widens when reducing (MATLAB's and Pillow's).</summary>
    AntialiasedBicubic,
}
