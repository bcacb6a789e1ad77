namespace TadSr.Inference;

/// <summary>One tile of a plan, in pixels of the (padded) input.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
internal readonly record struct Tile(int Left, int Top);
