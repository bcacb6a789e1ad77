namespace TadSr.Data;

/// <summary>Consecutive samples in plain memory, ready to become tensors.</summary>
/// <param name="FirstIndex">Number of the first sample under the seed.</param>
/// <param name="Files">The picture of each sample.</param>
/// <param name="Lq">(B, 3, LqSide, LqSide) in [-1, 1].</param>
/// <param name="Hq">(B, 3, HqSide, HqSide) in [-1, 1].</param>
/// <param name="Goal">What picture terms learn, like <paramref name="Hq"/>; null where it is the truth for all samples.</param>
/// <param name="LqSide">Side of the low-resolution crops.</param>
/// <param name="HqSide">Side of the truth crops.</param>
internal sealed record PairBatch(long FirstIndex, IReadOnlyList<string> Files, float[] Lq, float[] Hq, float[]? Goal, int LqSide, int HqSide)
{
    /// <summary>Number of samples B.</summary>
    public int Count => Files.Count;
}
