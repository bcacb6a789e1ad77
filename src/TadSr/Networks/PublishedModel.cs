using TadSr.Configuration;

namespace TadSr.Networks;

/// <summary>What is taken for true of a published file that says nothing of itself.</summary>
/// <param name="Description">What it would say.</param>
/// <param name="Schedule">Its schedule.</param>
/// <param name="Reason">From what the schedule was concluded, in a few words.</param>
internal sealed record PublishedModel(ModelDescription Description, NamedSchedule Schedule, string Reason);
