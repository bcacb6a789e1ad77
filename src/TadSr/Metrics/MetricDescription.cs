using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>Everything that a figure has to be printed with.</summary>
/// <param name="Name">The metric, as lists of metrics spell it.</param>
/// <param name="Variant">Which of its variants: the net of LPIPS, the training set, the constants.</param>
/// <param name="Colour">Colour space that it sees.</param>
/// <param name="Crop">Pixels cut off at each side before measuring.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
/// <param name="NeedsReference">Whether it compares with a true picture.</param>
/// <param name="Precision">Element types of its arithmetic.</param>
/// <param name="Weights">The parameter files that it uses, with their SHA-256.</param>
public sealed record MetricDescription(
    string Name,
    string Variant,
    string Colour,
    int Crop,
    bool HigherIsBetter,
    bool NeedsReference,
    string Precision,
    IReadOnlyList<WeightFile> Weights);
