namespace TadSr.Data;

/// <summary>A file that can be trained on.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Width">Columns as stored (orientation not applied), from the file's header.</param>
/// <param name="Height">Rows as stored, from the file's header.</param>
/// <param name="Weight">How often it is drawn compared with weight 1.</param>
internal sealed record SourcePicture(string Path, int Width, int Height, double Weight);
