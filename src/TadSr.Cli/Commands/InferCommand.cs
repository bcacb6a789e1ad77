using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TadSr.Cli.Rendering;
using TadSr.Configuration;
using TadSr.Inference;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr infer</c>: upscales pictures.</summary>
internal static partial class InferCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var options = new InferOptions();
        var command = new Command("infer", "Upscale pictures, by default in one diffusion step.");
        foreach (var option in options.All)
            command.Add(option);
        command.SetAction((result, cancellation) => Task.FromResult((int)Run(options, result, cancellation)));
        return command;
    }

    private static ExitCode Run(InferOptions options, ParseResult result, CancellationToken cancellation)
    {
        using var loggers = Logging.Create(result);
        var log = loggers.CreateLogger("infer");
        var files = options.Files(result);
        var settings = options.Settings(result);
        var weights = result.GetValue(options.Weights);
        // Before any picture is looked for: what is missing is named at once.
        if (ModelWeights.Find(weights ?? BundledModel.Lite.Name, settings.Codec, new WeightStore()).Restriction is { } restriction)
            Restricted(log, restriction);
        var plan = FolderPlan.Create(files);
        if (plan.Items is [{ Problem: { } problem }])
            throw problem;   // nothing to load a model for
        OpenMp.SleepWhileWaiting();
        LargeBlocks.Keep();
        LargeBlocks.InHugePages();
        Backend.Load();
        if (result.GetValue(options.Threads) is { } threads)
            torch.set_num_threads(threads);
        using var resolver = SuperResolver.Load(weights, settings);
        if (resolver.Schedule?.Assumption(resolver.Weights) is { } assumption)
            Assumed(log, OptionNames.InWords(assumption));
        if (result.GetValue(options.Strict))
            CheckStrict(resolver);
        // Known before the first picture rather than after it; a run that cannot start makes no folder.
        OutputFolder.Check(plan.OutputFolder);
        var description = Describe(resolver);
        Started(log, description);

        FolderReport report;
        using (var display = ProgressDisplay.Create(result))
            report = new FolderRun(resolver, files, plan).Run(display, cancellation);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Inputs} inputs = {report.Written.Count} written + {report.Skipped.Count} skipped + {report.Failed.Count} failed{Damaged(report)}; outputs in {Destination(report, plan)}"));
        return ExitCodes.Of(report);
    }

    private static string Destination(FolderReport report, FolderPlan plan)
        => report is { Inputs: 1, Written: [{ Output: { } output }] } ? output : plan.OutputFolder;

    private static string Damaged(FolderReport report)
        => report.Damaged == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({report.Damaged} of the written come of damaged inputs)");

    private static string Describe(SuperResolver resolver)
    {
        var precision = resolver.Precision.ToString().ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{resolver.Weights} ({resolver.ModelHash[..12]}): x{resolver.Scale}, {Sampling(resolver)}{precision}, tiles of {resolver.TileSide} sharing {resolver.OverlapSide}, {resolver.DeviceName}");
    }

    private static string Sampling(SuperResolver resolver) =>
        resolver.Steps == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{resolver.Steps} step(s){(resolver.Steps > 1 ? $" of {resolver.Sampler}" : "")}, seed {resolver.Options.Seed}, ");

    private static void CheckStrict(SuperResolver resolver)
    {
        if (resolver.Script is not { } script)
            throw new TadSrException($"--strict: {resolver.Weights} is of no network that was published with a program of its own; leave it out.", ErrorKind.Usage);
        var deviations = ScriptDeviations.Of(resolver, script);
        if (deviations.Count > 0)
            throw new TadSrException($"--strict: this differs from the program of {script.Whose}: {string.Join("; ", deviations)}.", ErrorKind.Usage);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Restriction}.")]
    private static partial void Restricted(ILogger log, string restriction);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Assumption}.")]
    private static partial void Assumed(ILogger log, string assumption);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Description}")]
    private static partial void Started(ILogger log, string description);
}
