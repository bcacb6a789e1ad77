using System.CommandLine;
using Microsoft.Extensions.Logging;
using TadSr.Cli.Rendering;
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
        var input = new Option<string>("--input", "-i") { Description = "Pictures to judge: a folder, walked recursively, or a file.", HelpName = "path", DefaultValueFactory = _ => "sr" };
        var reference = new Option<string?>("--reference", "-r") { Description = "True pictures with the same names (extensions may differ). [default: hr]", HelpName = "path" };
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
        var weights = new Option<string?>("--weights-dir") { Description = $"Folder to look for the metrics' parameter files first; then the folder named by {ShippedFiles.WeightsVariable}, the program's own, and the caches (tadsr weights).", HelpName = "folder" };
        var unverified = new Option<bool>("--unverified-weights") { Description = "Take parameter files whose SHA-256 is not the published one; the report marks them." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N, for metrics with a network.", HelpName = "name", DefaultValueFactory = _ => "auto" };
        var brief = new Option<bool>("--brief") { Description = "Print one line with the figures only." };
        var command = new Command("eval", "Measure pictures against their true pictures.") { input, reference, metrics, protocol, strict, colour, crop, csv, json, weights, unverified, device, brief };
        command.SetAction((result, cancellation) =>
        {
            using var loggers = Logging.Create(result);
            var log = loggers.CreateLogger("eval");
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
            using var evaluation = new Evaluation(result.GetValue(metrics) is { } list ? options with { Metrics = list } : options);
            var truth = result.GetValue(reference) ?? (evaluation.NeedsReference ? "hr" : null);
            var pairs = Pairing.Find(result.GetValue(input)!, truth);
            if (evaluation.NeedsReference)
                CompareSizes(pairs, log);
            var report = evaluation.Run(result.GetValue(input)!, truth, pairs, new ProgressLog(log), cancellation);
            if (result.GetValue(csv) is { } csvPath)
                report.WriteCsv(csvPath);
            if (result.GetValue(json) is { } jsonPath)
                report.WriteJson(jsonPath);
            Print(report, evaluation, result.GetValue(brief), result.InvocationConfiguration.Output, log);
            return Task.FromResult((int)ExitCodes.Of(report));
        });
        return command;
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

    private static void Print(EvaluationReport report, Evaluation evaluation, bool brief, TextWriter output, ILogger log)
    {
        foreach (var problem in report.Skipped)
            MetricSkipped(log, problem.What, problem.Reason);
        // Sizes that differ fail every metric for the same reason.
        foreach (var reason in report.Failures.Select(problem => problem.Reason).Distinct())
            NotMeasured(log, reason);
        if (ExitCodes.Of(report) == ExitCode.BadFile)
            throw new TadSrException($"none of the {report.Pictures.Count} pictures could be measured.", ErrorKind.BadFile);
        output.Write(brief ? EvaluationTable.Brief(report) : EvaluationTable.Render(report));
        foreach (var (what, time) in evaluation.Times)
            TimeSpent(log, what, time.TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Metric}: {Reason}")]
    private static partial void MetricSkipped(ILogger log, string metric, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private static partial void NotMeasured(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{What} took {Seconds:0.00} s")]
    private static partial void TimeSpent(ILogger log, string what, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Done}/{Total} {Picture}")]
    private static partial void PictureDone(ILogger log, int done, int total, string picture);

    private sealed class ProgressLog(ILogger log) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => PictureDone(log, value.Done, value.Total, value.Picture);
    }
}
