namespace TadSr.Metrics;

/// <summary>A picture to judge and, where there is one, its true picture.</summary>
/// <param name="Name">What reports call it: the path below the folder, with forward slashes.</param>
/// <param name="Path">The picture.</param>
/// <param name="ReferencePath">The true picture, or null.</param>
internal sealed record PicturePair(string Name, string Path, string? ReferencePath);
