using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>One input file of a run and what is to become of it.</summary>
/// <param name="Input">Path of the input.</param>
/// <param name="Output">Path of the output; null where there will be none.</param>
/// <param name="Info">Header of the input; null where it is no picture.</param>
/// <param name="Format">Format of the output.</param>
public sealed record FolderItem(string Input, string? Output, PictureInfo? Info, PictureFormat Format)
{
    /// <summary>Why the file is left out without being an error (not a picture, output already there), or null.</summary>
    public string? SkipReason { get; init; }

    /// <summary>What is wrong with it, or null.</summary>
    public TadSrException? Problem { get; init; }

    /// <summary>What the decoder of a damaged input had to guess for the output that was written, or null.</summary>
    public string? Damage { get; init; }

    /// <summary>How the output was made otherwise than asked for, or null.</summary>
    internal string? Deviation { get; init; }

    /// <summary>Whether it is to be computed.</summary>
    public bool IsPending => SkipReason is null && Problem is null;
}
