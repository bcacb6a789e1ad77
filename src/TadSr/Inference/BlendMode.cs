namespace TadSr.Inference;

/// <summary>How overlapping tiles are joined.</summary>
public enum BlendMode
{
    /// <summary>A smooth ramp from one tile to the next; the outermost quarter of an overlap, which knows least of its surroundings, counts for nothing.</summary>
    Ramp,

    /// <summary>The plain average of all tiles at a pixel, as ResShift's code joins them.</summary>
    Average,
}
