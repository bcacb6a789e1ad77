using TadSr.Models;

namespace TadSr.Inference;

/// <summary>What upscaling a picture takes, in bytes: the pictures in their several forms, one band of the output and one batch of tiles.</summary>
/// <param name="Working">Elements of the largest array that tiles and their joining take.</param>
/// <param name="Total">Bytes in all.</param>
internal readonly record struct MemoryNeed(long Working, long Total)
{
    // Program, libraries and weights, before the first picture.
    private const long Base = 400_000_000;

    /// <summary>The need of one picture.</summary>
    public static MemoryNeed Of(UpscalerTraits model, TilePlan plan, int width, int height, int channels, int bitDepth, int batch)
    {
        long input = (long)width * height, scale = model.Scale;
        var output = input * scale * scale;
        var planes = 2 * 3 * sizeof(float) * input;
        var alpha = channels is 2 or 4 ? sizeof(float) * input * (1 + scale) : 0;
        var store = 3 * sizeof(ushort) * output;
        var result = output * channels * (bitDepth / 8);
        var band = TileBlend.BandBytes(plan.Width * scale, plan.TileHeight * scale);
        var batched = Math.Min(batch, plan.Columns.Count);
        var tiles = (long)(model.BytesPerPixel * plan.TileWidth * plan.TileHeight * batched);
        var tileBytes = 3 * sizeof(float) * scale * scale * plan.TileWidth * plan.TileHeight * batched;   // seen as one span of bytes
        return new(Math.Max(tileBytes, band / sizeof(double)), Base + input * channels * (bitDepth / 8) + planes + alpha + store + Math.Max(band + tiles, result));
    }
}
