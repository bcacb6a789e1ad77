namespace TadSr.Weights;

/// <summary>One parameter file that the program knows by name.</summary>
/// <param name="FileName">Its name, without a folder.</param>
/// <param name="Sha256">The SHA-256 in lower-case hexadecimal digits, or its first digits where the publisher names only those.</param>
/// <param name="Bundled">Whether the file comes with the program.</param>
/// <param name="Description">What it holds.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Size">About how large it is, for people, where that is known.</param>
/// <param name="Address">Where its publisher offers it, or null.</param>
internal sealed record WeightEntry(string FileName, string Sha256, bool Bundled, string Description, string Licence, string? Size = null, string? Address = null)
{
    /// <summary>File name of the codec in whose latents the network works; null where there is none.</summary>
    public string? Codec { get; init; }

    /// <summary>Whether its licence does not allow commercial use.</summary>
    public bool IsNonCommercial => Licence.Contains("non-commercial", StringComparison.Ordinal) || Licence.Contains("-NC", StringComparison.Ordinal);

    /// <summary>What it is, how large, under which licence, and how one gets it.</summary>
    public string Origin() => $"{FileName} ({string.Join(", ", new[] { Description, Size, $"licence {Licence}" }.OfType<string>())}; " +
        (Bundled ? "it belongs to the program: restore it from the repository)" : Address is null ? "to be put in place by hand)" : $"'tadsr weights pull {FileName}' gets it from {Address})");
}
