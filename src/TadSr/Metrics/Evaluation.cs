using System.Diagnostics;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>Measures pictures with several metrics. Each picture is decoded once, for all of them.</summary>
public sealed class Evaluation : IDisposable
{
    private readonly List<Column> columns = [];
    private readonly List<EvaluationProblem> skipped = [];

    /// <summary>Builds the metrics. One that lacks its parameter files is skipped and named in the report.</summary>
    /// <exception cref="TadSrException">An option is wrong, or none of the metrics can be built.</exception>
    public Evaluation(EvaluationOptions options)
        : this(options.Requests(), new WeightStore(options.WeightsFolder), options.Device, options.Own)
    {
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
                throw new TadSrException(string.Join("; ", skipped.Select(s => $"{s.What}: {s.Reason}")), ErrorKind.BadFile);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

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
    /// <exception cref="TadSrException">A path holds no picture, or a picture has no partner.</exception>
    public EvaluationReport Run(string input, string? reference, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        Run(input, reference, Pairing.Find(input, reference), progress is null ? null : new Names(progress), cancellation);

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
        foreach (var pair in pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            Measure(pair, failures);
            progress?.Report(new EvaluationProgress(columns[0].Values.Count, pairs.Count, pair.Name));
        }
        return new EvaluationReport(input, reference, [.. pairs.Select(p => p.Name)], [.. columns.Select(Result)], [.. skipped], failures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in columns)
            column.Metric.Dispose();
    }

    private void Measure(PicturePair pair, List<EvaluationProblem> failures)
    {
        RgbPicture? picture = null, truth = null;
        try
        {
            Reading.Start();
            picture = ImageFile.Read(pair.Path).Pixels.ToRgbPicture();
            truth = pair.ReferencePath is null ? null : ImageFile.Read(pair.ReferencePath).Pixels.ToRgbPicture();
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
    }

    private static double? Measure(Column column, PicturePair pair, RgbPicture picture, RgbPicture? truth, List<EvaluationProblem> failures)
    {
        column.Watch.Start();
        try
        {
            var value = column.Metric.Compute(picture, truth);
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

    private static MetricResult Result(Column column)
    {
        var set = column.Values.Exists(v => v is not null) ? column.Metric as ISetMetric : null;
        return new MetricResult(column.Key, column.Metric.Description, [.. column.Values], set?.SetFigure, set?.SetParts ?? []);
    }

    private sealed class Names(IProgress<string> progress) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => progress.Report(value.Picture);
    }

    private sealed record Column(string Key, IMetric Metric)
    {
        public List<double?> Values { get; } = [];

        public Stopwatch Watch { get; } = new();
    }
}
