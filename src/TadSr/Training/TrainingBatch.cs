using TadSr.Data;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>A batch of pairs as tensors.</summary>
/// <param name="Lq">(B, 3, h, w) in [-1, 1].</param>
/// <param name="Hq">(B, 3, h f, w f) in [-1, 1].</param>
/// <param name="Goal">What picture terms learn, like <paramref name="Hq"/>; null where it is the truth.</param>
internal sealed record TrainingBatch(Tensor Lq, Tensor Hq, Tensor? Goal = null)
{
    /// <summary>Samples.</summary>
    public long Count => Lq.shape[0];

    /// <summary>Copies a batch from plain memory to a device.</summary>
    public static TrainingBatch From(PairBatch batch, Device device) => new(
        tensor(batch.Lq, [batch.Count, 3, batch.LqSide, batch.LqSide]).to(device),
        tensor(batch.Hq, [batch.Count, 3, batch.HqSide, batch.HqSide]).to(device),
        batch.Goal is { } goal ? tensor(goal, [batch.Count, 3, batch.HqSide, batch.HqSide]).to(device) : null);

    /// <summary>Parts of equal size, as views.</summary>
    public IReadOnlyList<TrainingBatch> Split(long size) => [.. Enumerable.Range(0, (int)(Count / size)).Select(i => Slice(i * size, size))];

    /// <summary>Samples first..first+count-1, as views.</summary>
    public TrainingBatch Slice(long first, long count) => new(Lq.narrow(0, first, count), Hq.narrow(0, first, count), Goal?.narrow(0, first, count));
}
