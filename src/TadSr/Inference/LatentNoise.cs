using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Normal noise that belongs to a place of the latent of the whole picture, so that tiling, order, batch and the
/// picture's place in a folder do not matter. The value at (seed, channel, row, column) is always the same.</summary>
/// <param name="seed">Seed of the run.</param>
public sealed class LatentNoise(ulong seed)
{
    private readonly ulong key = CounterRandom.DeriveSeed(seed, "latent noise");

    /// <summary>Noise of one window.</summary>
    /// <param name="channels">Channels of the latent.</param>
    /// <param name="top">First latent row.</param>
    /// <param name="left">First latent column.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="target">Gets channels x height x width values.</param>
    public void Fill(int channels, int top, int left, int height, int width, Span<float> target)
    {
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
