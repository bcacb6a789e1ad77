using TadSr.Metrics;

namespace TadSr.Cli.Reports;

/// <summary>One method's pictures and what an evaluation found.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Report">Its figures.</param>
/// <param name="Pairs">Its pictures, in the order of the report.</param>
/// <param name="Times">Time spent in each metric.</param>
/// <param name="IsBicubic">Whether the pictures are the bicubic enlargements that the program made itself.</param>
internal sealed record MeasuredMethod(
    string Name, EvaluationReport Report, IReadOnlyList<PicturePair> Pairs, IReadOnlyList<KeyValuePair<string, TimeSpan>> Times, bool IsBicubic = false)
{
    /// <summary>SHA-256 over names and contents of the pictures.</summary>
    public string PicturesHash { get; init; } = "";
}
