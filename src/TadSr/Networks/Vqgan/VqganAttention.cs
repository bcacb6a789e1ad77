using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>Attention of one head over all positions of a map, added to it. Keys: <c>norm</c>, <c>q</c>, <c>k</c>, <c>v</c>,
/// <c>proj_out</c>.</summary>
/// <remarks>Memory for the scores of all pairs would grow with the fourth power of the side: queries are taken in blocks.</remarks>
internal sealed class VqganAttention : CompositeModule
{
    // Scores that exist at once, per picture; 64 MiB in float32.
    private const long ScoresPerBlock = 1 << 24;
    private readonly GroupNorm norm;
    private readonly Conv2d q, k, v, output;

    public VqganAttention(int channels)
        : base(nameof(VqganAttention))
    {
        norm = this.Place("norm", new GroupNorm(32, channels, VqganLayers.NormEpsilon));
        q = this.Place("q", new Conv2d(channels, channels, 1));
        k = this.Place("k", new Conv2d(channels, channels, 1));
        v = this.Place("v", new Conv2d(channels, channels, 1));
        output = this.Place("proj_out", new Conv2d(channels, channels, 1));
    }

    /// <summary>(B, C, H, W) to the same shape.</summary>
    /// <param name="x">The map.</param>
    /// <param name="scoresPerBlock">Pairs whose scores may exist at once.</param>
    public Tensor Forward(Tensor x, long scoresPerBlock = ScoresPerBlock)
    {
        using var scope = NewDisposeScope();
        var (channels, positions) = (x.shape[1], x.shape[2] * x.shape[3]);
        var h = norm.forward(x);
        var queries = q.forward(h).flatten(2).transpose(1, 2) * (1 / Math.Sqrt(channels));
        var keys = k.forward(h).flatten(2);
        var values = v.forward(h).flatten(2).transpose(1, 2);
        var rows = Math.Clamp(scoresPerBlock / positions, 1, positions);
        var blocks = new List<Tensor>();
        for (long start = 0; start < positions; start += rows)
        {
            using var blockScope = NewDisposeScope();
            var part = queries.narrow(1, start, Math.Min(rows, positions - start));
            blocks.Add(part.bmm(keys).softmax(-1).bmm(values).MoveToOuterDisposeScope());
        }
        var mixed = cat(blocks, 1).transpose(1, 2).reshape(x.shape);
        return (x + output.forward(mixed)).MoveToOuterDisposeScope();
    }
}
