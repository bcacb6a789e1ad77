using TadSr.Imaging;

namespace TadSr.Models;

/// <summary>Scores of one picture at several times.</summary>
/// <param name="Times">The t.</param>
/// <param name="Predictions">Of each result, noised again to each t: what the teacher makes of it, (3, H, W) in [0, 1].</param>
/// <param name="Differences">Of each two results, at each t: mean over the channels of the absolute difference of their scores (TAD-SR eq. 8), (1, h, w).</param>
internal sealed record ScoreComparison(
    IReadOnlyList<int> Times, IReadOnlyList<(string Name, IReadOnlyList<Planes<float>> Values)> Predictions, IReadOnlyList<(string Name, IReadOnlyList<Planes<float>> Values)> Differences);
