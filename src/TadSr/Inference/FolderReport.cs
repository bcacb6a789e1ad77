using TadSr.Runtime;

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

    /// <summary>Done; partial when some failed or were damaged; the first error's own code when nothing else came of the run.</summary>
    public ExitCode Code => Failed.Count == 0 ? Damaged == 0 ? ExitCode.Done : ExitCode.Partial : Written.Count == 0 && !Skipped.Any(item => item.Output is not null) ? Failed[0].Problem!.Code : ExitCode.Partial;
}
