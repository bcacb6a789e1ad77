using TadSr.Imaging;

namespace TadSr.Data;

/// <summary>One sample.</summary>
/// <param name="Index">Its number under the seed.</param>
/// <param name="File">The picture it comes from.</param>
/// <param name="Crop">The piece of the picture.</param>
/// <param name="Lq">(3, h, w) in [0, 1].</param>
/// <param name="Hq">(3, scale h, scale w) in [0, 1].</param>
/// <param name="Goal">What picture terms learn: <paramref name="Hq"/> itself, or what a guide makes of the sample.</param>
internal sealed record TrainingPair(long Index, string File, CropDraw Crop, Planes<float> Lq, Planes<float> Hq, Planes<float> Goal);
