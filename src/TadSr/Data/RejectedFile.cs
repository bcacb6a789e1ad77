namespace TadSr.Data;

/// <summary>A file that is not trained on.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record RejectedFile(string Path, string Reason);
