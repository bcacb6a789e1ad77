using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Finds values that are not finite on a device without waiting for it at every step: the figures of the latest step
/// stay there, or those of the first step that had such a value, until somebody checks them.</summary>
internal sealed class DeviceGuard : IDisposable
{
    private string[] names = [];
    private Tensor? kept;

    /// <summary>Takes the figures of a step. Does nothing for a report whose values were checked as they came.</summary>
    public void Watch(StepReport report)
    {
        if (!report.Deferred || !report.Names.Any())
            return;
        if (!report.Names.SequenceEqual(names))
        {
            Check();   // a term that starts later changes the list; that is rare
            kept?.Dispose();
            (kept, names) = (null, [.. report.Names]);
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var latest = report.Figures();
        var next = kept is null ? latest : where(kept.isfinite().all(), latest, kept);
        kept?.Dispose();
        kept = next.DetachFromDisposeScope();
    }

    /// <summary>Waits for the device and looks at the figures. Call it before a log line, a picture or weights are written.</summary>
    /// <exception cref="Runtime.TadSrException">A step had a value that is not finite; the message names both.</exception>
    public void Check()
    {
        if (kept is null)
            return;
        using var host = kept.cpu();
        var figures = host.data<double>().ToArray();
        for (var i = 0; i < names.Length; i++)
            Guards.Finite(figures[i + 1], names[i], (long)figures[0]);
    }

    /// <inheritdoc/>
    public void Dispose() => kept?.Dispose();
}
