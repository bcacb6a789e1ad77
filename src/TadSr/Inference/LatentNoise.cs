using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Normal noise that belongs to a place of the latent of the whole picture, so that tiling, order, batch and the
/// picture's place in a folder do not matter. The value at (seed, channel, row, column) is always the same.</summary>
/// <param name="seed">Seed of the run.</param>
internal sealed class LatentNoise(ulong seed)
{
    private readonly ulong first = CounterRandom.DeriveSeed(seed, "latent noise");

    /// <summary>Room for the noise of a tile: one for every draw that the model asks for.</summary>
    /// <param name="shape">What the model asks for, or null for nothing.</param>
    /// <param name="width">Width of a tile in pixels of the input.</param>
    /// <param name="height">Its height.</param>
    public static Planes<float>[] Room(NoiseShape? shape, int width, int height)
        => [.. Enumerable.Range(0, shape?.Draws ?? 0).Select(_ => new Planes<float>(shape!.Value.Channels, shape.Value.At(height), shape.Value.At(width)))];

    /// <summary>The noise of a tile.</summary>
    /// <param name="shape">What the model asks for.</param>
    /// <param name="tile">Where the tile lies.</param>
    /// <param name="draws">Get the values.</param>
    public void Fill(NoiseShape shape, Tile tile, IReadOnlyList<Planes<float>> draws)
    {
        for (var draw = 0; draw < draws.Count; draw++)
            Fill(shape.Channels, shape.At(tile.Top), shape.At(tile.Left), draws[draw].Height, draws[draw].Width, draws[draw].Values, draw);
    }

    /// <summary>Noise of one window.</summary>
    /// <param name="channels">Channels of the latent.</param>
    /// <param name="top">First latent row.</param>
    /// <param name="left">First latent column.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="target">Gets channels x height x width values.</param>
    /// <param name="draw">Which of several independent values at every place.</param>
    public void Fill(int channels, int top, int left, int height, int width, Span<float> target, int draw = 0)
    {
        var key = draw == 0 ? first : CounterRandom.DeriveSeed(first, $"draw {draw}");
        var plane = height * width;
        Span<float> four = stackalloc float[4];
        for (var group = 0; group * 4 < channels; group++)
        {
            var count = Math.Min(4, channels - group * 4);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var position = ((ulong)(top + y) << 32) | (uint)(left + x);
                    (four[0], four[1], four[2], four[3]) = CounterRandom.NormalsAt(key, (ulong)group, position);
                    for (var c = 0; c < count; c++)
                        target[(group * 4 + c) * plane + y * width + x] = four[c];
                }
            }
        }
    }
}
