using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>What to upscale and where to.</summary>
public sealed record FolderRunOptions
{
    /// <summary>Files and folders.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Output folder; a file when it has a picture extension and the only input is a file.</summary>
    public required string Output { get; init; }

    /// <summary>Whether sub-folders are walked, also through links, and mirrored.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary>Whether outputs that are there already, and newer than their input, are made again.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Format of the outputs; null follows the input (PNG where the input's format is not written).</summary>
    public PictureFormat? Format { get; init; }

    /// <summary>How files are written; its format is ignored.</summary>
    public PictureWriteOptions Write { get; init; } = new();

    /// <summary>Largest width x height of an input.</summary>
    public long MaxPixels { get; init; } = ImageFile.DefaultMaxPixels;

    /// <summary>How inputs are read.</summary>
    internal PictureReadOptions Read => new() { MaxPixels = MaxPixels, AcceptDamaged = AcceptDamaged };

    /// <summary>Whether an input that is cut or corrupted is taken as far as it can be decoded, with a warning, and not refused.</summary>
    public bool AcceptDamaged { get; init; }

    /// <summary>Whether to write the manifest (tadsr-manifest.jsonl: one JSON line for every input) into the output folder.</summary>
    public bool Manifest { get; init; }

    // The program calls its options otherwise; the manifest is its users'.
    internal Func<string, string> Wording { get; init; } = text => text;
}
