namespace TadSr.Weights;

/// <summary>A parameter file that was found and verified.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="FileName">Its name, without a folder.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record WeightFile(string Path, string FileName, string Sha256)
{
    /// <summary>Whether it was taken although its hash is another than the published one.</summary>
    public bool IsUnverified { get; init; }
}
