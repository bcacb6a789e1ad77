using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>The texts that CLIP-IQA compares a picture with, as tokens: pairs, the good one first.</summary>
internal static class ClipIqaPrompts
{
    /// <summary>Tokens of a learned context.</summary>
    public const int ContextLength = 16;

    private const long Start = 49406, End = 49407;
    private const long Good = 886, Bad = 2103, Photo = 1125, TwoDots = 852, Image = 2867;

    /// <summary>The five pairs of pyiqa: good and bad image, sharp and blurry image, sharp and blurry edges, high and low resolution
    /// image, noise-free and noisy image.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> FivePairs { get; } = Filled(
        [Good, Image], [Bad, Image],
        [8157, Image], [21977, Image],
        [8157, 20938], [21977, 20938],
        [1400, 9977, Image], [1042, 9977, Image],
        [9307, 268, 1139, Image], [33495, Image]);

    // CLIP-IQA+ learned its context around "good photo.." and "bad photo..".
    private static IReadOnlyList<IReadOnlyList<long>> Pair { get; } = [[Start, Good, Photo, TwoDots, End], [Start, Bad, Photo, TwoDots, End]];

    /// <summary>The features of the five pairs, (10, 1024).</summary>
    public static Tensor Fixed(ClipTextTower tower)
    {
        using var scope = NewDisposeScope();
        return tower.Encode(tower.Embed(FivePairs), [.. FivePairs.Select(ids => ids.ToList().IndexOf(End))]).MoveToOuterDisposeScope();
    }

    /// <summary>The features of a pair in a learned context, half of which stands before the words and half after them.</summary>
    /// <param name="tower">The text tower.</param>
    /// <param name="context">(2, 16, 512).</param>
    /// <returns>(2, 1024).</returns>
    public static Tensor Learned(ClipTextTower tower, Tensor context)
    {
        using var scope = NewDisposeScope();
        var text = tower.Embed(Pair);
        var (half, wordCount) = (ContextLength / 2, text.shape[1] - 2);
        var tokens = cat([text.narrow(1, 0, 1), context.narrow(1, 0, half), text.narrow(1, 1, wordCount), context.narrow(1, half, half), text.narrow(1, 1 + wordCount, 1)], 1);
        var end = (int)tokens.shape[1] - 1;
        return tower.Encode(tokens, [end, end]).MoveToOuterDisposeScope();
    }

    // All of one length, filled with zeros at the end as CLIP's tokeniser does.
    private static List<IReadOnlyList<long>> Filled(params long[][] words)
    {
        var length = words.Max(w => w.Length);
        return [.. words.Select(w => (long[])[Start, .. w, End, .. new long[length - w.Length]])];
    }
}
