using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Takes a picture through a model, one row of tiles after the other.</summary>
/// <param name="model">The model.</param>
/// <param name="plan">The tiles.</param>
/// <param name="options">Seed, blending and batch.</param>
internal sealed class TileRun(IPictureUpscaler model, TilePlan plan, SuperResolverOptions options)
{
    private readonly UpscalerTraits traits = model.Traits;

    /// <summary>Computes all tiles.</summary>
    /// <param name="picture">The input.</param>
    /// <param name="output">Gets the rows.</param>
    /// <param name="progress">Told the part that is done, 0 to 1, after every tile.</param>
    /// <param name="cancellation">Stops between tiles.</param>
    /// <returns>How often a batch was computed again in float32.</returns>
    public int Execute(PaddedPicture picture, OutputAssembly output, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var windows = model.Prepare(picture);
        var noise = new LatentNoise(options.Seed);
        var blend = new TileBlend(plan, traits.Scale, options.Blend);
        // Made once: arrays of this size that are made for every tile stay for a long time before they are collected.
        var room = Enumerable.Range(0, Math.Min(options.Batch, plan.Columns.Count)).Select(_ => new TileRoom(
            new Planes<float>(3, plan.TileHeight + 2 * traits.Margin, plan.TileWidth + 2 * traits.Margin),
            LatentNoise.Room(traits.Noise, plan.TileWidth, plan.TileHeight),
            new Planes<float>(3, plan.TileHeight * traits.Scale, plan.TileWidth * traits.Scale))).ToArray();
        var kept = new KeptBlocks();
        var done = 0;
        for (var row = 0; row < plan.Rows.Count; row++)
        {
            for (var column = 0; column < plan.Columns.Count; column += room.Length)
            {
                cancellation.ThrowIfCancellationRequested();
                var used = room[..Math.Min(room.Length, plan.Columns.Count - column)];
                windows.Run([.. used.Select((tile, i) => Window(picture, new Tile(plan.Columns[column + i], plan.Rows[row]), noise, tile))], [.. used.Select(tile => tile.Result)]);
                for (var i = 0; i < used.Length; i++)
                    blend.Add(column + i, row, used[i].Result.Values, output.Add);
                kept.Look();
                done += used.Length;
                progress?.Report((double)done / plan.Count);
            }
            output.Complete(blend.Finished);
        }
        kept.Finish();
        return windows.Repeats;
    }

    private UpscaleWindow Window(PaddedPicture picture, Tile tile, LatentNoise noise, TileRoom room)
    {
        picture.Window(tile, traits.Margin, room.Pixels);
        if (traits.Noise is { } shape)
            noise.Fill(shape, tile, room.Noise);
        return new UpscaleWindow(tile.Left, tile.Top, room.Pixels, room.Noise);
    }

    private sealed record TileRoom(Planes<float> Pixels, Planes<float>[] Noise, Planes<float> Result);
}
