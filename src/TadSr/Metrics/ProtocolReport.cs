namespace TadSr.Metrics;

/// <summary>How an evaluation relates to a published one.</summary>
/// <param name="Name">The protocol.</param>
/// <param name="What">Whose it is.</param>
/// <param name="Deviations">What differs, by metric, each in one line; empty where the figures mean what the published ones mean.</param>
internal sealed record ProtocolReport(string Name, string What, IReadOnlyList<string> Deviations);
