using System.CommandLine;
using Microsoft.Extensions.Logging;
using TadSr.Cli.Rendering;
using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr eval</c>: measures pictures against their true pictures.</summary>
internal static partial class EvalCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "Pictures to judge: a folder, walked recursively, or a file.", HelpName = "path", DefaultValueFactory = _ => "sr" };
        var reference = new Option<string?>("--reference", "-r") { Description = "True pictures with the same names (extensions may differ). [default: hr]", HelpName = "path" };
        var metrics = new Option<string>("--metrics", "-m")
        {
            Description = $"Metrics, separated by commas: {string.Join(", ", MetricCatalogue.Names)}. psnr, ssim, ms_ssim and niqe take options: psnr:ycbcr:crop4.",
            HelpName = "list",
            DefaultValueFactory = _ => "psnr,ssim,lpips",
        };
        var colour = new Option<string?>("--color", "--colour")
        {
            Description = "rgb, yiq or ycbcr for psnr, ssim and ms_ssim. [default: psnr rgb, the others yiq]",
            HelpName = "space",
        };
        var crop = new Option<int>("--crop") { Description = "Pixels that psnr, ssim and ms_ssim cut off at each side.", HelpName = "pixels" };
        crop.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0)
                result.AddError("--crop is negative; give a number of pixels from 0.");
        });
        var csv = new Option<string?>("--csv") { Description = "Write one row for each picture to this file.", HelpName = "file" };
        var json = new Option<string?>("--json") { Description = "Write the whole report to this file.", HelpName = "file" };
        var weights = new Option<string?>("--weights-dir") { Description = $"Folder to look for the metrics' parameter files first; then the folder named by {ShippedFiles.WeightsVariable}, then the program's own.", HelpName = "folder" };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N, for metrics with a network.", HelpName = "name", DefaultValueFactory = _ => "auto" };
        var brief = new Option<bool>("--brief") { Description = "Print one line with the figures only." };
        var command = new Command("eval", "Measure pictures against their true pictures.") { input, reference, metrics, colour, crop, csv, json, weights, device, brief };
        command.SetAction((result, cancellation) =>
        {
            using var loggers = Logging.Create(result);
            var log = loggers.CreateLogger("eval");
            var requests = MetricRequest.ParseList(
                result.GetValue(metrics)!, result.GetValue(colour) is { } name ? MetricRequest.ParseColour(name) : null, result.GetValue(crop));
            using var evaluation = new Evaluation(requests, new WeightStore(result.GetValue(weights)), result.GetValue(device)!);
            var truth = result.GetValue(reference) ?? (evaluation.NeedsReference ? "hr" : null);
            var pairs = Pairing.Find(result.GetValue(input)!, truth);
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
