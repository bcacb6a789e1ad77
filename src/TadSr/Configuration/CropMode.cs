namespace TadSr.Configuration;

/// <summary>What part of a picture a training crop shows.</summary>
public enum CropMode
{
    /// <summary>A piece at the picture's own resolution, or reduced by the drawn shrink factor.</summary>
    Native,

    /// <summary>The largest square at a random place, reduced to the crop (ResShift's rescale_gt).</summary>
    Whole,
}
