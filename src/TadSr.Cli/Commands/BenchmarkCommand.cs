using System.CommandLine;
using TadSr.Cli.Benchmark;
using TadSr.Cli.Rendering;
using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr benchmark</c>: enlarges test sets, measures the results and prints a paper's table.</summary>
internal static class BenchmarkCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var config = new Option<string>("--config", "-c") { Description = "The table: a YAML file, or the name of a shipped one, such as eval/table2 or eval/folder.", Required = true, HelpName = "file" };
        var data = new Option<string>("--data", "-d") { Description = "Folder that the table's sets lie in.", Required = true, HelpName = "folder" };
        var model = new Option<string[]>("--model") { Description = "A model to enlarge with, as infer -w takes it: lite, or name=file. Repeatable.", HelpName = "name=weights", AllowMultipleArgumentsPerToken = true };
        var results = new Option<string[]>("--results") { Description = "A folder of pictures that a method made, named by its last part or name=folder; for tables of several sets with a folder for each. Repeatable.", HelpName = "name=folder", AllowMultipleArgumentsPerToken = true };
        var steps = new Option<string?>("--steps") { Description = "Step counts to try with diffusion models, such as 1,2,4,15: one row for each.", HelpName = "list" };
        var bicubic = new Option<bool>("--bicubic") { Description = "Add a row of bicubic enlargement." };
        var output = new Option<string>("--out", "-o") { Description = "Folder for table.md, table.csv, table.html, and a report and the enlarged pictures of each set.", HelpName = "folder", DefaultValueFactory = _ => "benchmark" };
        var weights = new Option<string?>("--weights-dir") { Description = "Folder to look for weight files first.", HelpName = "folder" };
        var unverified = new Option<bool>("--unverified-weights") { Description = "Take the metrics' parameter files whose SHA-256 is not the published one; the reports mark them." };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", HelpName = "name", DefaultValueFactory = _ => "auto" };
        var command = new Command("benchmark", "Enlarge test sets, measure the results and print a paper's table.") { config, data, model, results, steps, bicubic, output, weights, unverified, device };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is not { Length: > 0 } && result.GetValue(results) is not { Length: > 0 })
                result.AddError("There is nothing to measure; name models with --model or folders of pictures with --results.");
        });
        command.SetAction((result, cancellation) =>
        {
            using var loggers = Logging.Create(result);
            var options = new BenchmarkOptions
            {
                Data = result.GetRequiredValue(data),
                Output = result.GetRequiredValue(output),
                Models = [.. (result.GetValue(model) ?? []).Select(BenchmarkOptions.NamedFile)],
                Results = [.. (result.GetValue(results) ?? []).Select(BenchmarkOptions.NamedFolder)],
                Steps = result.GetValue(steps) is { } list ? BenchmarkOptions.StepList(list) : [],
                Bicubic = result.GetValue(bicubic),
                WeightsFolder = result.GetValue(weights),
                AllowUnverifiedWeights = result.GetValue(unverified),
                Device = result.GetRequiredValue(device),
            };
            var table = BenchmarkConfig.Load(PresetFile.FindBenchmark(result.GetRequiredValue(config)));
            return Task.FromResult((int)Run(new BenchmarkRun(table, options, loggers.CreateLogger("benchmark")), options, result, cancellation));
        });
        return command;
    }

    private static ExitCode Run(BenchmarkRun run, BenchmarkOptions options, ParseResult result, CancellationToken cancellation)
    {
        OpenMp.SleepWhileWaiting();
        LargeBlocks.Keep();
        BenchmarkTable table;
        using (var display = new EvaluationDisplay(Messages.Of(result), Math.Max(1, run.Stages)))
            table = run.Run(display.Report, cancellation);
        table.WriteTo(options.Output);
        result.InvocationConfiguration.Output.Write(table.Markdown());
        return ExitCodes.Of([.. table.Measured.SelectMany(set => set).Select(method => method.Report)]);
    }
}
