using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>What upscaling a picture takes, in bytes: the pictures that lie in memory, one row of tiles and one batch of tiles.</summary>
/// <param name="Working">Elements of the largest array that tiles and their joining take.</param>
/// <param name="Total">Bytes in all.</param>
internal readonly record struct MemoryNeed(long Working, long Total)
{
    // Fitted to the peaks of one model, the lite network in bfloat16, at 0.25, 1, 4 and 12 megapixels: other networks and float32 were not
    // measured. The peak rises with the number of tiles and levels off; the slack follows that and explains nothing.
    private const long Base = 94_000_000, Slack = 262_000_000, TilesToHalfSlack = 35;

    // Fitted with the others; float32 takes the network's own figure.
    private const double ShareOfSmallElements = 0.7;

    /// <summary>The need of one picture.</summary>
    public static MemoryNeed Of(
        UpscalerTraits model, TilePlan plan, int width, int height, int channels, int bitDepth, SuperResolverOptions options, bool repairsColours, PixelScratch scratch)
    {
        long input = (long)width * height, scale = model.Scale;
        var sample = channels * (bitDepth / 8);
        var pictures = scratch.InMemory(input * sample) + scratch.InMemory(input * scale * scale * sample);
        var hidden = channels is 2 or 4 ? HiddenColours.Bytes(width, height) : 0;
        var joining = TileBlend.Bytes(plan, model.Scale, options.Blend);
        var pending = 3L * sizeof(ushort) * width * scale * OutputAssembly.PendingRows(height * model.Scale, plan.TileHeight * model.Scale, model.Scale, repairsColours);
        var colours = repairsColours ? ColorFix.Bytes(width, plan.TileHeight) : 0;
        var batched = Math.Min(options.Batch, plan.Columns.Count);
        var tile = scale * scale * plan.TileWidth * plan.TileHeight;
        var share = model.Precision == Precision.Fp32 ? 1 : ShareOfSmallElements;
        var slack = Slack * plan.Count / (plan.Count + TilesToHalfSlack);
        var tiles = (long)(share * model.BytesPerPixel * plan.TileWidth * plan.TileHeight * batched) + 3L * sizeof(float) * tile * batched;
        return new(Math.Max(3 * sizeof(float) * tile * batched, joining / sizeof(double)), Base + slack + pictures + hidden + joining + pending + colours + tiles);   // a tile is seen as one span of bytes
    }
}
