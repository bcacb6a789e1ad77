namespace TadSr.Metrics;

/// <summary>How far an evaluation has come.</summary>
/// <param name="Done">Pictures done.</param>
/// <param name="Total">Pictures in all.</param>
/// <param name="Picture">The picture just done.</param>
internal sealed record EvaluationProgress(int Done, int Total, string Picture);
