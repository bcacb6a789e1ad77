namespace TadSr.Imaging;

/// <summary>What a damage makes of a picture.</summary>
/// <param name="Lq">(3, H / scale, W / scale) with 8-bit levels in [0, 1].</param>
/// <param name="Hq">(3, H, W): the truth, sharpened or grey where that is configured.</param>
/// <param name="Guide">Name of the guide whose output is to be learnt in the truth's place; null for the truth itself.</param>
internal readonly record struct DamagedPair(Planes<float> Lq, Planes<float> Hq, string? Guide = null);
