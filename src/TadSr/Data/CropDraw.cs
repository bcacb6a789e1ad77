namespace TadSr.Data;

/// <summary>Where in its picture a sample lies and how it is turned.</summary>
/// <param name="Top">First row, upright picture.</param>
/// <param name="Left">First column.</param>
/// <param name="Side">Side of the piece before it is reduced to the crop; a shorter picture is mirrored to fill it.</param>
/// <param name="FlipHorizontal">Mirrored from left to right.</param>
/// <param name="FlipVertical">Mirrored from top to bottom.</param>
/// <param name="Transpose">Rows and columns exchanged, after the mirroring.</param>
internal sealed record CropDraw(int Top, int Left, int Side, bool FlipHorizontal, bool FlipVertical, bool Transpose);
