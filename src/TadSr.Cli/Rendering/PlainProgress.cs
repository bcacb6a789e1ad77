using System.Diagnostics;
using TadSr.Inference;

namespace TadSr.Cli.Rendering;

/// <summary>Plain lines: one now and then while a file takes long.</summary>
/// <param name="messages">The messages of the run.</param>
internal sealed class PlainProgress(Messages messages) : ProgressDisplay(messages)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private long last = Stopwatch.GetTimestamp();
    private int shown = -1;

    /// <inheritdoc/>
    protected override void Show(FolderProgress value)
    {
        var percent = Percent(value);
        if (value.Event == FolderEvent.Working)
        {
            // Short runs show their tenths, long ones a line every two seconds.
            if (percent <= shown || (percent / 10 <= shown / 10 && Stopwatch.GetElapsedTime(last) < Interval))
                return;
            Stream.WriteLine($"[{percent,3} %] {value.Number} of {value.Count}: {value.Item.Input}, {Left(value)}");
        }
        (shown, last) = (percent, Stopwatch.GetTimestamp());
    }
}
