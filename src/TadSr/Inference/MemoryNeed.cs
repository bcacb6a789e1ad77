using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>What upscaling a picture takes, in bytes: the pictures that lie in memory, one row of tiles and one batch of tiles.</summary>
/// <param name="Working">Elements of the largest array that tiles and their joining take.</param>
/// <param name="Total">Bytes in all.</param>
internal readonly record struct MemoryNeed(long Working, long Total)
{
    // Fitted to the peaks of the lite network in bfloat16 (scripts/measure_memory.cs, docs/performance.md): other networks were not measured.
    // Base is the program with libtorch and libvips.
    private const long Base = 115_000_000;

    // What earlier tiles leave beside what a tile needs, as a share of that, until it is given back (KeptBlocks).
    private const double Kept = 0.28;
    private const long TilesToHalfKept = 6;

    // Fitted with the others; float32 takes the network's own figure.
    private const double ShareOfSmallElements = 0.7;

    /// <summary>The need of one picture.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">Its tiles.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="channels">Channels of both.</param>
    /// <param name="bitDepth">Bits a sample of both.</param>
    /// <param name="options">Blending and batch.</param>
    /// <param name="repairsColours">Whether low frequencies are held to the input's.</param>
    /// <param name="scratch">Where the samples lie.</param>
    /// <param name="codecs">What decoder and encoder take, before and after the tiles.</param>
    public static MemoryNeed Of(
        UpscalerTraits model, TilePlan plan, int width, int height, int channels, int bitDepth, SuperResolverOptions options, bool repairsColours, PixelScratch scratch, long codecs)
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
        var network = share * model.BytesPerPixel * plan.TileWidth * plan.TileHeight * batched;
        var tiles = (long)(network * (1 + Kept * plan.Count / (plan.Count + TilesToHalfKept))) + 3L * sizeof(float) * tile * batched;
        return new(Math.Max(3 * sizeof(float) * tile * batched, joining / sizeof(double)), Base + pictures + Math.Max(codecs, hidden + joining + pending + colours + tiles));   // a tile is seen as one span of bytes
    }
}
