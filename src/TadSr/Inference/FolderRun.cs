using System.Diagnostics;
using System.Text;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Upscales the files of a plan one after the other and accounts for each of them.</summary>
public sealed class FolderRun
{
    private const int LongestName = 255;

    private readonly SuperResolver resolver;
    private readonly FolderRunOptions options;
    private readonly FolderPlan plan;

    /// <summary>Finds the files and decides what is to become of each. Nothing is written.</summary>
    /// <param name="resolver">The upscaler; the caller keeps it.</param>
    /// <param name="options">What to upscale and where to.</param>
    /// <exception cref="TadSrException">An input does not exist, nothing is a picture, or an output would replace an input.</exception>
    public FolderRun(SuperResolver resolver, FolderRunOptions options)
        : this(resolver, options, FolderPlan.Create(options))
    {
    }

    /// <summary>Takes a plan.</summary>
    internal FolderRun(SuperResolver resolver, FolderRunOptions options, FolderPlan plan) => (this.resolver, this.options, this.plan) = (resolver, options, plan);

    /// <summary>Runs.</summary>
    /// <param name="progress">Told of every file and of every tile, on the calling thread.</param>
    /// <param name="cancellation">Ends the run between tiles; nothing half-written stays.</param>
    /// <exception cref="TadSrException">The output cannot be written at all: going on would fail for every file.</exception>
    public FolderReport Run(IProgress<FolderProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var manifest = options.Manifest ? Manifest.Open(plan.OutputFolder, resolver, options.Wording) : null;
        var items = plan.Items.Select(Forecast).ToList();
        var pending = items.Where(item => item.IsPending).ToList();
        var clock = new WorkClock(pending.Sum(Work));
        var (written, skipped, failed) = (new List<FolderItem>(), new List<FolderItem>(), new List<FolderItem>());
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            var number = item.IsPending ? pending.IndexOf(item) + 1 : 0;
            var result = item;
            IReadOnlyList<string> notes = [];
            var watch = Stopwatch.StartNew();
            if (item.IsPending)
            {
                (result, notes) = Upscale(item, part => progress?.Report(new(FolderEvent.Working, item, number, pending.Count, clock.Fraction(part), clock.Remaining(part), [])), cancellation);
                clock.Finish(Work(item));
            }
            var (kind, list) = result switch
            {
                { Problem: not null } => (FolderEvent.Failed, failed),
                { SkipReason: not null } => (FolderEvent.Skipped, skipped),
                _ => (FolderEvent.Written, written),
            };
            list.Add(result);
            manifest?.Add(kind, result, watch.Elapsed);
            notes = result.Problem is { } problem ? [problem.Message] : result.SkipReason is { } reason ? [reason] : notes;
            progress?.Report(new(kind, result, number, pending.Count, clock.Fraction(0), clock.Remaining(0), notes));
        }
        return new FolderReport(written, skipped, failed);
    }

    // Whether a picture fits into its format and into memory is known before the first one is computed.
    private FolderItem Forecast(FolderItem item)
    {
        if (!item.IsPending || item.Info is null)
            return item;
        try
        {
            resolver.CheckMemory(item.Info.Width, item.Info.Height, 3, 8, new PixelScratch(item.Output), item.Format);
            CheckName(item.Output!);
            ImageFile.CheckWritable(item.Format, (long)item.Info.Width * resolver.Scale, (long)item.Info.Height * resolver.Scale, item.Output!);
            return item;
        }
        catch (TadSrException e)
        {
            return item with { Problem = Named(item, e) };
        }
    }

    // Of all that can be wrong with an output, this alone says nothing about the next one.
    private static void CheckName(string output)
    {
        var name = Path.GetFileName(output);
        var length = OperatingSystem.IsWindows() ? name.Length : Encoding.UTF8.GetByteCount(name);
        if (length > LongestName)
            throw new TadSrException($"{output}: the name has {length} bytes, file systems take {LongestName}. Shorten the name of the input.", ErrorKind.BadFile);
    }

    private (FolderItem Result, IReadOnlyList<string> Notes) Upscale(FolderItem item, Action<double> report, CancellationToken cancellation)
    {
        Picture picture;
        List<string> notes;
        AtomicFile.RemoveLeftovers(item.Output!);
        using var scratch = new PixelScratch(item.Output);
        try
        {
            var input = ImageFile.Read(item.Input, options.Read with { Scratch = scratch }, cancellation);
            notes = [.. input.Warnings];
            item = item with { Damage = input.Damage };
            var work = Work(item);
            picture = resolver.Upscale(input, scratch, new Reporter(part => report(work * part)), cancellation);
        }
        catch (TadSrException e)
        {
            return (item with { Problem = Named(item, e) }, []);
        }
        notes.AddRange(picture.Warnings);
        item = item with { Deviation = picture.Deviation };
        try
        {
            notes.AddRange(ImageFile.Write(picture, item.Output!, options.Write with { Format = item.Format }, scratch, stream => stream, cancellation));
        }
        catch (TadSrException e) when (AllocationFailure.Is(e.InnerException))
        {
            return (item with { Problem = Named(item, e) }, []);   // any other failure would meet the next file too
        }
        return (item, notes);
    }

    private static TadSrException Named(FolderItem item, TadSrException e)
        => e.Message.StartsWith(item.Input, StringComparison.Ordinal) ? e : new TadSrException($"{item.Input}: {e.Message}", e.Kind, e);

    private double Work(FolderItem item) => item.Info is null ? 0 : resolver.Work(item.Info.Width, item.Info.Height);

    private sealed class Reporter(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
