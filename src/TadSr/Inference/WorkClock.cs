using System.Diagnostics;

namespace TadSr.Inference;

/// <summary>How much of a run is done and how long the rest will take, at the speed so far.</summary>
/// <param name="total">All work, in any unit.</param>
internal sealed class WorkClock(double total)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private double finished, shown;

    /// <summary>Ends a file, whatever came of it.</summary>
    public void Finish(double work) => finished += work;

    /// <summary>Done part, 0 to 1. It stays below 1 while a file is being computed: its output is not written yet.</summary>
    /// <param name="part">Work done on the current file.</param>
    public double Fraction(double part)
    {
        var fraction = total <= 0 ? 1 : (finished + part) / total;
        if (part > 0)
            fraction = Math.Min(fraction, 0.999);
        return shown = Math.Max(shown, Math.Min(fraction, 1));
    }

    /// <summary>Estimated time to the end.</summary>
    /// <param name="part">Work done on the current file.</param>
    public TimeSpan? Remaining(double part)
    {
        var done = finished + part;
        return done <= 0 ? null : Stopwatch.GetElapsedTime(start) * (Math.Max(total - done, 0) / done);
    }
}
