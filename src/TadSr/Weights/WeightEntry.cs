namespace TadSr.Weights;

/// <summary>One parameter file that the program knows by name.</summary>
/// <param name="FileName">Its name, without a folder.</param>
/// <param name="Sha256">The SHA-256 in lower-case hexadecimal digits, or its first digits where the publisher names only those.</param>
/// <param name="Bundled">Whether the file comes with the program.</param>
/// <param name="Description">What it holds.</param>
/// <param name="Licence">Its licence.</param>
internal sealed record WeightEntry(string FileName, string Sha256, bool Bundled, string Description, string Licence);
