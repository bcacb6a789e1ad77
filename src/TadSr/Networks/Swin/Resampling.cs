namespace TadSr.Networks.Swin;

/// <summary>What a block does to the size of its maps.</summary>
internal enum Resampling
{
    None,

    /// <summary>2x2 averages.</summary>
    Down,

    /// <summary>Every value twice in each direction.</summary>
    Up,
}
