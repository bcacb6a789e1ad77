namespace TadSr.Metrics;

/// <summary>Something that was not measured, or not as it should be.</summary>
/// <param name="What">The picture, or the metric where that failed as a whole.</param>
/// <param name="Metric">The metric, or null where the picture itself could not be used.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record EvaluationProblem(string What, string? Metric, string Reason);
