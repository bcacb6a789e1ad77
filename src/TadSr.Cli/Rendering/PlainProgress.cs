using System.Diagnostics;

namespace TadSr.Cli.Rendering;

/// <summary>Plain lines: one for every finished file, and one now and then while a file takes long.</summary>
/// <param name="writer">Where they go.</param>
internal sealed class PlainProgress(TextWriter writer) : ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private long last = Stopwatch.GetTimestamp();
    private int shown = -1;

    /// <inheritdoc/>
    public override void Report(Inference.FolderProgress value)
    {
        var percent = Percent(value);
        if (value.Event == Inference.FolderEvent.Working)
        {
            // Short runs show their tenths, long ones a line every two seconds.
            if (percent <= shown || (percent / 10 <= shown / 10 && Stopwatch.GetElapsedTime(last) < Interval))
                return;
            writer.WriteLine($"[{percent,3} %] {value.Number} of {value.Count}: {value.Item.Input}, {Left(value)}");
        }
        else if (value.Event == Inference.FolderEvent.Written)
        {
            writer.WriteLine($"[{percent,3} %] {Line(value)}");
        }
        else
        {
            writer.WriteLine(Line(value));
        }
        (shown, last) = (percent, Stopwatch.GetTimestamp());
    }
}
