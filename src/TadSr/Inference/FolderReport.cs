namespace TadSr.Inference;

/// <summary>How a run ended: inputs = written + skipped + failed.</summary>
/// <param name="Written">Files whose output was written.</param>
/// <param name="Skipped">Files that were left out with their reason.</param>
/// <param name="Failed">Files that could not be upscaled, with the error.</param>
public sealed record FolderReport(IReadOnlyList<FolderItem> Written, IReadOnlyList<FolderItem> Skipped, IReadOnlyList<FolderItem> Failed)
{
    /// <summary>All files that were looked at.</summary>
    public int Inputs => Written.Count + Skipped.Count + Failed.Count;

    /// <summary>How many of the written files come of a damaged input.</summary>
    public int Damaged => Written.Count(item => item.Damage is not null);
}
