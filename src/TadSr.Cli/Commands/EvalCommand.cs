using System.CommandLine;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TadSr.Cli.Rendering;
using TadSr.Cli.Reports;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr eval</c>: measures pictures against their true pictures.</summary>
internal static partial class EvalCommand
{
    private const int MismatchesShown = 5;

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var input = new Option<string[]>("--input", "-i") { Description = "Pictures to judge: a folder, walked recursively, or a file. Given several times, the methods are shown side by side.", HelpName = "path", DefaultValueFactory = _ => ["sr"] };
        var name = new Option<string[]>("--name") { Description = "What reports call a method; once for each -i, in the same order. [default: its folder's name]", HelpName = "name" };
        var reference = new Option<string?>("--reference", "-r") { Description = "True pictures with the same names (extensions may differ). [default: hr]", HelpName = "path" };
        var reduced = new Option<string?>("--lr") { Description = "Reduced pictures with the same names, for the page and for --bicubic.", HelpName = "path" };
        var bicubic = new Option<bool>("--bicubic") { Description = "Measure a bicubic enlargement of the reduced pictures too." };
        var metrics = new Option<string?>("--metrics", "-m")
        {
            Description = $"Metrics, separated by commas: {string.Join(", ", MetricCatalogue.Names)}. psnr, ssim, ms_ssim, niqe and brisque take options: psnr:ycbcr:crop4. [default: psnr,ssim,lpips, or those of the protocol]",
            HelpName = "list",
        };
        var protocol = new Option<string?>("--protocol") { Description = "Measure as a published evaluation: sinsr (also named tadsr) or resshift-validation; what differs is printed.", HelpName = "name" };
        protocol.AcceptOnlyFromAmong([.. EvaluationProtocol.Names]);
        var strict = new Option<bool>("--strict") { Description = "With --protocol: refuse to measure where anything differs from it (colour, crop, network, precision)." };
        var colour = new Option<string?>("--color", "--colour")
        {
            Description = "rgb, yiq or ycbcr for psnr, ssim and ms_ssim. [default: psnr rgb, the others yiq]",
            HelpName = "space",
        };
        var crop = new Option<int?>("--crop") { Description = "Pixels that psnr, ssim and ms_ssim cut off at each side.", HelpName = "pixels" };
        crop.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() < 0)
                result.AddError("--crop is negative; give a number of pixels from 0.");
        });
        var csv = new Option<string?>("--csv") { Description = "Write one row for each picture to this file.", HelpName = "file" };
        var json = new Option<string?>("--json") { Description = "Write the whole report to this file.", HelpName = "file" };
        var results = new Option<string?>("--out", "-o") { Description = "Folder for the whole report: pictures.csv, report.json and report.html, a page with best and worst pictures.", HelpName = "folder" };
        var compare = new Option<string[]>("--compare") { Description = "Measure nothing; compare the methods of these report.json files picture by picture, the first with each other one.", HelpName = "file", AllowMultipleArgumentsPerToken = true };
        var weights = new Option<string?>("--weights-dir") { Description = $"Folder to look for the metrics' parameter files first; then the folder named by {ShippedFiles.WeightsVariable}, the program's own, and the caches (tadsr weights).", HelpName = "folder" };
        var unverified = new Option<bool>("--unverified-weights") { Description = "Take parameter files whose SHA-256 is not the published one; the report marks them." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N, for metrics with a network.", HelpName = "name", DefaultValueFactory = _ => "auto" };
        var brief = new Option<bool>("--brief") { Description = "Print one line with the figures only." };
        var command = new Command("eval", "Measure pictures against their true pictures.")
        {
            input, name, reference, reduced, bicubic, metrics, protocol, strict, colour, crop, results, csv, json, compare, weights, unverified, device, brief,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(bicubic) && result.GetValue(reduced) is null)
                result.AddError("--bicubic enlarges reduced pictures; name their folder with --lr.");
        });
        command.SetAction((result, cancellation) =>
        {
            using var loggers = Logging.Create(result);
            var log = loggers.CreateLogger("eval");
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(compare) is { Length: > 0 } files)
            {
                Compare(files, result.GetValue(results), output, log);
                return Task.FromResult((int)ExitCode.Done);
            }
            var options = new EvaluationOptions
            {
                Protocol = result.GetValue(protocol),
                Strict = result.GetValue(strict),
                HasTruths = result.GetValue(reference) is not null || Path.Exists("hr"),
                Colour = result.GetValue(colour),
                Crop = result.GetValue(crop),
                WeightsFolder = result.GetValue(weights),
                AllowUnverifiedWeights = result.GetValue(unverified),
                Device = result.GetValue(device)!,
            };
            if (result.GetValue(metrics) is { } list)
                options = options with { Metrics = list };
            var methods = MethodNames.Of(result.GetValue(input)!, result.GetValue(name) ?? []);
            IReadOnlyList<MeasuredMethod> measured;
            MethodRun run;
            using (var display = new EvaluationDisplay(Messages.Of(result), methods.Count + (result.GetValue(bicubic) ? 1 : 0)))
            {
                run = new MethodRun(() => new Evaluation(options), result.GetValue(reference), result.GetValue(reduced), display.Report) { Check = pairs => CompareSizes(pairs, log) };
                measured = run.Run(methods, result.GetValue(bicubic), cancellation);
            }
            var report = new ReportFile(measured, run.Reduced, result.GetValue(results) is null ? "" : DeviceName(options.Device));
            if (result.GetValue(csv) is { } csvPath)
                report.WriteShortCsv(csvPath);
            if (result.GetValue(json) is { } jsonPath)
                report.WriteShortJson(jsonPath);
            Print(measured, result.GetValue(brief), output, log);
            if (result.GetValue(results) is { } folder)
            {
                using var map = HeatMap.Of(measured, options.WeightsFolder, options.AllowUnverifiedWeights, options.Device);
                (report with { Map = map }).WriteTo(folder);
            }
            return Task.FromResult((int)ExitCodes.Of([.. measured.Select(method => method.Report)]));
        });
        return command;
    }

    // By itself: a method that names the tensor library's types loads it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string DeviceName(string asked) => Backend.ChooseDevice(asked).ToString();

    // A page where a folder is given, and always the table.
    private static void Compare(IReadOnlyList<string> files, string? folder, TextWriter output, ILogger log)
    {
        var comparison = ReportComparison.Of([.. files.SelectMany(StoredScores.Read)]);
        foreach (var note in comparison.Notes)
            NotMeasured(log, note);
        output.Write(ComparisonTable.Render(comparison));
        if (folder is not null)
            ComparisonPage.Write(comparison, folder);
    }

    // Known before the first picture is measured rather than line by line.
    private static void CompareSizes(IReadOnlyList<PicturePair> pairs, ILogger log)
    {
        var mismatches = Pairing.Mismatches(pairs);
        if (mismatches.Count == 0)
            return;
        var list = $"{mismatches.Count} of {pairs.Count} pairs differ in size: {string.Join(", ", mismatches.Take(MismatchesShown))}{(mismatches.Count > MismatchesShown ? $" and {mismatches.Count - MismatchesShown} more" : "")}";
        if (mismatches.Count == pairs.Count)
            throw new TadSrException($"{list}; give the true pictures of these outputs.", ErrorKind.BadFile);
        NotMeasured(log, list);
    }

    private static void Print(IReadOnlyList<MeasuredMethod> methods, bool brief, TextWriter output, ILogger log)
    {
        foreach (var problem in methods.SelectMany(method => method.Report.Skipped).Distinct())
            MetricSkipped(log, problem.What, problem.Reason);
        // Sizes that differ fail every metric for the same reason.
        foreach (var reason in methods.SelectMany(method => method.Report.Failures).Select(problem => problem.Reason).Distinct())
            NotMeasured(log, reason);
        if (ExitCodes.Of([.. methods.Select(method => method.Report)]) == ExitCode.BadFile)
            throw new TadSrException($"none of the {methods[0].Report.Pictures.Count} pictures could be measured.", ErrorKind.BadFile);
        if (brief)
        {
            foreach (var method in methods)
                output.Write((methods.Count > 1 ? $"{method.Name}  " : "") + EvaluationTable.Brief(method.Report));
        }
        else
        {
            output.Write(methods is [var only] ? EvaluationTable.Render(only.Report) : EvaluationTable.Render(methods));
        }
        foreach (var (what, time) in methods.SelectMany(method => method.Times))
            TimeSpent(log, what, time.TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Metric}: {Reason}")]
    private static partial void MetricSkipped(ILogger log, string metric, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private static partial void NotMeasured(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{What} took {Seconds:0.00} s")]
    private static partial void TimeSpent(ILogger log, string what, double seconds);
}
