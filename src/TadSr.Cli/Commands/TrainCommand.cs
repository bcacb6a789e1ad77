using System.CommandLine;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Training;
using TorchSharp;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr train</c>: trains a codec, a teacher or a student.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var config = new Option<string>("--config", "-c") { Description = "Configuration: a YAML file or the name of a shipped preset, such as lite/student.", Required = true, HelpName = "file" };
        var output = new Option<string?>("--output", "-o") { Description = "Run folder; a folder with a checkpoint is gone on with. Default: runs/ and the configuration's name.", HelpName = "folder" };
        var set = new Option<string[]>("--set") { Description = "Overrides a key: --set optim.lr=1e-4. Repeatable.", HelpName = "key=value", AllowMultipleArgumentsPerToken = true };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = new Option<int?>("--threads") { Description = "Processor threads of the tensor library. Default: its own choice.", HelpName = "n" };
        InferOptions.AtLeast(threads, 1);
        var command = new Command("train", "Train a codec, a teacher or a one-step student on a folder of photographs.") { config, output, set, device, threads };
        command.SetAction((result, cancellation) =>
        {
            var path = PresetFile.Find(result.GetRequiredValue(config));
            var settings = TrainConfig.Load(path, NetworkFamilies.Trainable, result.GetValue(set) ?? []);
            RunRequirements.Check(settings);
            var folder = result.GetValue(output) ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(path));
            using var loggers = Logging.Create(result);
            Train(settings, folder, result.GetRequiredValue(device), result.GetValue(threads), loggers, cancellation);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    // On its own, so that a wrong configuration is reported before anything of the tensor library is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Train(TrainConfig settings, string folder, string device, int? threads, ILoggerFactory loggers, CancellationToken cancellation)
    {
        OpenMp.SleepWhileWaiting();   // the threads that make batches want the cores too
        LargeBlocks.Keep();
        Backend.Load();
        if (threads is { } count)
            torch.set_num_threads(count);
        TrainingRun.Execute(settings, folder, device, loggers: loggers, cancellation: cancellation);
    }
}
