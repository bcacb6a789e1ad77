using System.Diagnostics;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>Measures pictures with several metrics. Each picture is decoded once, for all of them.</summary>
public sealed class Evaluation : IDisposable
{
    private const int NotedFiles = 5;
    private readonly List<Column> columns = [];
    private readonly List<EvaluationProblem> skipped = [];
    private readonly ProtocolReport? protocol;
    private readonly List<string> rounded = [], transparent = [];

    /// <summary>Builds the metrics. One that lacks its parameter files is skipped and named in the report.</summary>
    /// <exception cref="TadSrException">An option is wrong, none of the metrics can be built, or something differs from a protocol that is to be held strictly.</exception>
    public Evaluation(EvaluationOptions options)
        : this(options.Requests(), new WeightStore(options.WeightsFolder, options.AllowUnverifiedWeights), options.Device, options.Own)
    {
        if (options.Protocol is not { } name)
            return;
        var published = EvaluationProtocol.Of(name);
        protocol = new ProtocolReport(
            published.Name, published.What, [.. columns.SelectMany(column => published.Deviations(column.Metric.Description).Select(what => $"{column.Key}: {what}"))]);
        if (!options.Strict || protocol.Deviations.Count == 0)
            return;
        Dispose();
        throw new TadSrException($"this differs from the protocol {protocol.Name}: {string.Join("; ", protocol.Deviations)}.", ErrorKind.Usage);
    }

    /// <summary>Builds metrics that were asked for one by one.</summary>
    /// <param name="requests">The metrics.</param>
    /// <param name="store">Where parameter files are.</param>
    /// <param name="device">auto, cpu, cuda or cuda:n.</param>
    /// <param name="own">Metrics of the caller, owned from now on.</param>
    /// <exception cref="TadSrException">An option is wrong, or none of the metrics can be built.</exception>
    internal Evaluation(IEnumerable<MetricRequest> requests, WeightStore store, string device = "auto", IReadOnlyList<IMetric>? own = null)
    {
        try
        {
            foreach (var request in requests)
            {
                try
                {
                    columns.Add(new Column(request.Key, MetricCatalogue.Create(request, store, device)));
                }
                catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
                {
                    skipped.Add(new EvaluationProblem(request.Key, request.Key, e.Message));
                }
            }
            columns.AddRange((own ?? []).Select(metric => new Column(metric.Description.Name, metric)));
            if (columns.Count == 0)
                throw new TadSrException(string.Join("; ", skipped.Select(s => $"{s.What}: {s.Reason.TrimEnd('.')}")) + ".", ErrorKind.BadFile);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Measures with metrics that were built before, and owns them.</summary>
    internal Evaluation(params IEnumerable<IMetric> metrics) => columns.AddRange(metrics.Select(m => new Column(m.Description.Name, m)));

    /// <summary>Whether any of the metrics compares with a true picture.</summary>
    public bool NeedsReference => columns.Any(c => c.Metric.Description.NeedsReference);

    /// <summary>Time spent in each metric so far, and in reading pictures. Not part of a report, which must not change from run to run.</summary>
    public IReadOnlyList<KeyValuePair<string, TimeSpan>> Times =>
        [KeyValuePair.Create("reading", Reading.Elapsed), .. columns.Select(c => KeyValuePair.Create(c.Key, c.Watch.Elapsed))];

    private Stopwatch Reading { get; } = new();

    /// <summary>Measures a folder or a picture.</summary>
    /// <param name="input">The pictures: a folder, walked recursively, or a file.</param>
    /// <param name="reference">The true pictures, likewise, paired by name; null where no metric needs them.</param>
    /// <param name="progress">Told the name of each picture when it is done.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="TadSrException">A path holds no picture, a picture has no partner, or true pictures are needed and not given.</exception>
    public EvaluationReport Run(string input, string? reference, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (reference is null && NeedsReference)
        {
            var names = columns.Where(c => c.Metric.Description.NeedsReference).Select(c => c.Key);
            throw new TadSrException($"{input}: no true pictures are given, but {string.Join(", ", names)} compare with them; give their folder, or take metrics that need none, such as niqe.", ErrorKind.Usage);
        }
        return Run(input, reference, Pairing.Find(input, reference), progress is null ? null : new Names(progress), cancellation);
    }

    /// <summary>Measures all pictures in their order.</summary>
    /// <param name="input">What the report calls the pictures.</param>
    /// <param name="reference">What the report calls the true pictures, null without.</param>
    /// <param name="pairs">The pictures.</param>
    /// <param name="progress">Told after each picture.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    internal EvaluationReport Run(
        string input, string? reference, IReadOnlyList<PicturePair> pairs, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var failures = new List<EvaluationProblem>();
        var notes = new List<string>();
        foreach (var pair in pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            Measure(pair, failures, notes, cancellation);
            progress?.Report(new EvaluationProgress(columns[0].Values.Count, pairs.Count, pair.Name));
        }
        return new EvaluationReport(input, reference, [.. pairs.Select(p => p.Name)], [.. columns.Select(column => Result(column, failures))], [.. skipped], failures) { Notes = [.. notes, .. Notes()], Protocol = protocol };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in columns)
            column.Metric.Dispose();
    }

    private void Measure(PicturePair pair, List<EvaluationProblem> failures, List<string> notes, CancellationToken cancellation)
    {
        RgbPicture? picture = null, truth = null;
        try
        {
            Reading.Start();
            picture = Read(pair.Path);
            truth = pair.ReferencePath is null ? null : Read(pair.ReferencePath);
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            failures.Add(new EvaluationProblem(pair.Name, null, e.Message));
            picture = null;
        }
        finally
        {
            Reading.Stop();
        }
        foreach (var column in columns)
            column.Values.Add(picture is null ? null : Measure(column, pair, picture, truth, failures));

        RgbPicture Read(string path)
        {
            var read = ImageFile.Read(path, ImageFile.DefaultMaxPixels, acceptDamaged: false, cancellation);
            if (read.Damage is { } damage)
                failures.Add(new EvaluationProblem(pair.Name, null, $"{path}: measured, but damaged: {damage}"));
            notes.AddRange(read.Warnings.Where(warning => warning != read.Damage).Select(warning => $"{path}: {warning}"));
            if (read.Pixels.BitDepth > 8)
                rounded.Add(path);
            if (read.Pixels.HasAlpha)
                transparent.Add(path);
            return read.Pixels.ToRgbPicture();
        }
    }

    // Metrics are defined on 8-bit RGB.
    private List<string> Notes()
    {
        var notes = new List<string>();
        Add(rounded, "rounded from 16 to 8 bits a sample before measuring");
        Add(transparent, "measured without the alpha channel");
        return notes;

        void Add(List<string> files, string what)
        {
            if (files.Count > 0)
                notes.Add($"{files.Count} {(files.Count == 1 ? "picture was" : "pictures were")} {what}: {string.Join(", ", files.Take(NotedFiles))}{(files.Count > NotedFiles ? ", ..." : "")}");
        }
    }

    private static double? Measure(Column column, PicturePair pair, RgbPicture picture, RgbPicture? truth, List<EvaluationProblem> failures)
    {
        column.Watch.Start();
        try
        {
            var value = column.Metric.Compute(picture, truth);
            if (column.Metric is ISetMetric { JudgesPictures: false })
            {
                column.Taken++;
                return null;
            }
            if (double.IsFinite(value))
                return value;
            failures.Add(new EvaluationProblem(pair.Name, column.Key, $"{pair.Path}: {column.Key} is not a finite number"));
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            failures.Add(new EvaluationProblem(pair.Name, column.Key, $"{pair.Path}: {e.Message}"));
        }
        finally
        {
            column.Watch.Stop();
        }
        return null;
    }

    private static MetricResult Result(Column column, List<EvaluationProblem> failures)
    {
        var values = column.Values.ToArray();
        if (column.Metric is not ISetMetric set)
            return new MetricResult(column.Key, column.Metric.Description, values, null, []);
        var taken = set.JudgesPictures ? (int?)null : column.Taken;
        column.Watch.Start();
        try
        {
            if ((taken ?? values.Count(v => v is not null)) > 0)
            {
                if (double.IsFinite(set.SetFigure))
                    return new MetricResult(column.Key, set.Description, values, set.SetFigure, set.SetParts, taken);
                failures.Add(new EvaluationProblem(column.Key, column.Key, $"{column.Key} of the set is not a finite number"));
            }
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            failures.Add(new EvaluationProblem(column.Key, column.Key, e.Message));
        }
        finally
        {
            column.Watch.Stop();
        }
        return new MetricResult(column.Key, set.Description, values, null, [], taken is null ? null : 0);
    }

    private sealed class Names(IProgress<string> progress) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => progress.Report(value.Picture);
    }

    private sealed record Column(string Key, IMetric Metric)
    {
        public List<double?> Values { get; } = [];

        public int Taken { get; set; }

        public Stopwatch Watch { get; } = new();
    }
}
