using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TadSr.Cli.Reports;
using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Benchmark;

/// <summary>From reduced pictures to a table: enlarges with models, measures, and writes a report for each set.</summary>
/// <param name="config">The table.</param>
/// <param name="options">What the user asked for.</param>
/// <param name="log">Receives a line for each step.</param>
internal sealed partial class BenchmarkRun(BenchmarkConfig config, BenchmarkOptions options, ILogger log)
{
    private const string Extension = ".png";

    /// <summary>How often a method will enlarge or be measured, at most.</summary>
    public int Stages => config.Sets.Count * (2 * options.Models.Count * Math.Max(1, options.Steps.Count) + options.Results.Count + (options.Bicubic ? 1 : 0));

    /// <summary>Runs to the end.</summary>
    /// <param name="progress">Told the method and how far its enlarging or measuring has come.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    /// <exception cref="TadSrException">An option is wrong, pictures or weights are missing, or nothing could be measured.</exception>
    public BenchmarkTable Run(Action<string, EvaluationProgress> progress, CancellationToken cancellation)
    {
        Check();
        var methods = new List<BenchmarkMethod>();
        foreach (var (name, weights) in options.Models)
            methods.AddRange(Enlarge(name, weights, progress, cancellation));
        methods.AddRange(options.Results.Select(result => new BenchmarkMethod(result.Name, [.. config.Sets.Select(set => OutputsOf(result, set))])));
        return new BenchmarkTable(config, methods, [.. config.Sets.Select((set, i) => Measure(set, i, methods, progress, cancellation))], Backend.ChooseDevice(options.Device).ToString(), Notes(methods));
    }

    // All that can be wrong is found before hours of work.
    private void Check()
    {
        var names = options.Models.Concat(options.Results).Select(method => method.Name).Concat(options.Bicubic ? [MethodRun.BicubicName] : []);
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TadSrException($"two methods are called '{twice.Key}'; give each another name, as in other={twice.Key}.", ErrorKind.Usage);
        var absent = config.Sets.SelectMany(set => new[] { set.Lr, set.Hr }).OfType<string>().Select(folder => Path.Combine(options.Data, folder)).Where(folder => !Directory.Exists(folder)).ToList();
        if (absent.Count > 0)
            throw new TadSrException($"{string.Join(", ", absent)}: no such folder; the table '{config.Title}' looks there for its pictures. Name the folder that holds them with --data, or describe your own in a copy of the table's file.", ErrorKind.BadFile);
        foreach (var set in config.Sets)
        {
            Count(set);
            foreach (var folder in options.Results.Select(result => OutputsOf(result, set)).OfType<string>())
                Pairing.Find(folder, Path.Combine(options.Data, set.Lr));
        }
        foreach (var (_, weights) in options.Models)
        {
            var files = Find(weights);
            Load(files, ModelCost.Of(files).HasSteps ? options.Steps.Append(1).Max() : 1).Dispose();
        }
        foreach (var set in config.Sets)
            Create(set).Dispose();
        OutputFolder.Check(options.Output);
    }

    private IReadOnlyList<MeasuredMethod> Measure(BenchmarkSet set, int index, List<BenchmarkMethod> methods, Action<string, EvaluationProgress> progress, CancellationToken cancellation)
    {
        var present = methods.Where(method => method.Outputs[index] is not null).ToList();
        if (present.Count == 0)
            return [];
        var run = new MethodRun(() => Create(set), set.Hr is null ? null : Path.Combine(options.Data, set.Hr), Path.Combine(options.Data, set.Lr), (name, value) => progress(Stage(set, name), value));
        var measured = run.Run([.. present.Select(method => (method.Name, method.Outputs[index]!))], options.Bicubic, cancellation);
        // Reports name folders as the description does, so that they can be shown to others.
        measured = [.. measured.Select(method => method with { Report = method.Report with { Input = method.IsBicubic ? set.Lr : method.Name, Reference = set.Hr } })];
        using var map = HeatMap.Of(measured, options.WeightsFolder, options.AllowUnverifiedWeights, options.Device);
        new ReportFile(measured, run.Reduced, Backend.ChooseDevice(options.Device).ToString()) { Map = map }.WriteTo(Path.Combine(options.Output, FileName(set.Name)));
        return measured;
    }

    private IEnumerable<BenchmarkMethod> Enlarge(string name, string weights, Action<string, EvaluationProgress> progress, CancellationToken cancellation)
    {
        var files = Find(weights);
        if (files.Restriction is { } restriction)
            Restricted(log, restriction);
        var cost = ModelCost.Of(files);
        var isStepped = cost.HasSteps && options.Steps.Count > 0;
        foreach (var steps in isStepped ? options.Steps : [1])
        {
            var label = isStepped ? $"{name}-{steps}" : name;
            using var resolver = Load(files, steps);
            var assumed = resolver.Schedule is { Source: ScheduleOrigin.Assumed } schedule ? $", schedule {schedule.Name} assumed, because {schedule.Reason}" : "";
            var watch = new List<double>();
            var outputs = config.Sets.Select(set => (string?)Enlarge(resolver, label, set, watch, progress, cancellation)).ToList();
            yield return new BenchmarkMethod(label, outputs)
            {
                Parameters = cost.Parameters,
                GigaFlops = cost.GigaFlopsPerStep * (cost.HasSteps ? steps : 1) + cost.GigaFlopsOnce,
                Seconds = watch.Skip(watch.Count > 1 ? 1 : 0).Average(),
                Origin = $"{resolver.Weights}, SHA-256 {string.Join("+", resolver.ModelHash.Split('+').Select(hash => hash[..12]))}, {(cost.HasSteps ? $"{steps} step(s), seed {resolver.Options.Seed}, " : "")}{resolver.Precision.ToString().ToLowerInvariant()}{assumed}",
            };
        }
    }

    private ModelWeights Find(string weights) => ModelWeights.Find(weights, null, new WeightStore(options.WeightsFolder));

    private SuperResolver Load(ModelWeights files, int steps) => SuperResolver.Load(files.Path, new SuperResolverOptions { Device = options.Device, Steps = steps, Codec = files.Codec });

    private string Enlarge(SuperResolver resolver, string label, BenchmarkSet set, List<double> seconds, Action<string, EvaluationProgress> progress, CancellationToken cancellation)
    {
        var (lr, folder) = (Path.Combine(options.Data, set.Lr), Path.Combine(options.Output, FileName(set.Name), "outputs", FileName(label)));
        var pictures = Pairing.Find(lr, null);
        for (var i = 0; i < pictures.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var picture = ImageFile.Read(pictures[i].Path);
            var watch = Stopwatch.StartNew();
            var result = resolver.Upscale(picture.Pixels, cancellation: cancellation);
            seconds.Add(watch.Elapsed.TotalSeconds);
            ImageFile.Write(new Picture(result), Path.Combine(folder, Path.ChangeExtension(pictures[i].Name, Extension)), cancellation: cancellation);
            progress($"{Stage(set, label)}, enlarging", new EvaluationProgress(i + 1, pictures.Count, pictures[i].Name));
        }
        Made(log, label, set.Name, pictures.Count);
        return folder;
    }

    // One folder holds the pictures of the only set, or a folder for each set.
    private string? OutputsOf((string Name, string Folder) result, BenchmarkSet set)
    {
        if (!Directory.Exists(result.Folder))
            throw new TadSrException($"{result.Folder}: there is no such folder; name the outputs of {result.Name}.", ErrorKind.BadFile);
        var own = Path.Combine(result.Folder, set.Name);
        return Directory.Exists(own) ? own : config.Sets.Count == 1 ? result.Folder : null;
    }

    private Evaluation Create(BenchmarkSet set) => new(new EvaluationOptions
    {
        Metrics = string.Join(',', set.Measured),
        Protocol = config.Protocol,
        HasTruths = set.Hr is not null,
        WeightsFolder = options.WeightsFolder,
        AllowUnverifiedWeights = options.AllowUnverifiedWeights,
        Device = options.Device,
    });

    private string Stage(BenchmarkSet set, string method) => config.Sets.Count > 1 ? $"{set.Name}, {method}" : method;

    private int Count(BenchmarkSet set) => Pairing.Find(Path.Combine(options.Data, set.Lr), set.Hr is null ? null : Path.Combine(options.Data, set.Hr)).Count;

    private List<string> Notes(List<BenchmarkMethod> methods)
    {
        var notes = config.Notes.ToList();
        foreach (var set in config.Sets)
        {
            var count = Count(set);
            notes.Add(set.Count is { } published && published != count
                ? $"{set.Name}: {count} pictures here, {published} in the published set: the figures are of other pictures."
                : $"{set.Name}: {count} pictures.");
            notes.AddRange(methods.Where(method => method.Outputs[config.Sets.ToList().IndexOf(set)] is null).Select(method => $"{set.Name}: no pictures of {method.Name}."));
        }
        notes.AddRange(methods.Where(method => method.Origin is not null).Select(method => $"{method.Name}: {method.Origin}."));
        if (methods.Exists(method => method.Seconds is not null))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Seconds are the mean for a picture of the sets, without reading and writing, on {Backend.ChooseDevice(options.Device)} with {Environment.ProcessorCount} processors; GFLOP are for an input of 64 x 64."));
        return notes;
    }

    private static string FileName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ' ? c : '_')).Trim('.', ' ') is { Length: > 0 } plain ? plain : "_";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Restriction}")]
    private static partial void Restricted(ILogger log, string restriction);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method}: {Count} pictures of {Set} enlarged")]
    private static partial void Made(ILogger log, string method, string set, int count);
}
