namespace TadSr.Inference;

/// <summary>What happened to a file of a run.</summary>
public enum FolderEvent
{
    /// <summary>A part of the file is computed.</summary>
    Working,

    /// <summary>The output is on the disk.</summary>
    Written,

    /// <summary>The file was left out, which is no error.</summary>
    Skipped,

    /// <summary>The file could not be upscaled.</summary>
    Failed,
}
