using System.Globalization;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The schedule of a loaded model, and how it is known.</summary>
/// <param name="Diffusion">The schedule.</param>
/// <param name="Source"><c>file</c> (the weight file says it), <c>given</c> (the caller does) or <c>assumed</c>.</param>
/// <param name="Name">Its name among the <see cref="NamedSchedule"/>s, or null.</param>
/// <param name="Reason">Why it was assumed; null where it was not.</param>
internal sealed record ScheduleOrigin(DiffusionConfig Diffusion, string Source, string? Name = null, string? Reason = null)
{
    /// <summary>Source of a schedule that the weight file states.</summary>
    public const string File = "file";

    /// <summary>Source of a schedule that the caller named.</summary>
    public const string Given = "given";

    /// <summary>Source of a schedule that follows from shapes and the name of the file.</summary>
    public const string Assumed = "assumed";

    /// <summary>What was assumed and why, in one sentence; null where nothing was.</summary>
    /// <param name="weights">The model's file.</param>
    public string? Assumption(string weights) => Source == Assumed
        ? $"{weights} says nothing of its schedule; {Name} ({Describe()}) is assumed, because {Reason}. {Setting.Schedule} names another"
        : null;

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Diffusion.Steps} steps, min_noise_level {Diffusion.MinNoiseLevel}, x{Diffusion.Scale}");
}
