using System.CommandLine;
using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Weights;
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
        var command = new Command("train", "Train a codec, a teacher or a one-step student on a folder of photographs.") { config, output, set, device, threads };
        command.SetAction((result, cancellation) =>
        {
            var path = PresetFile.Find(result.GetRequiredValue(config));
            var settings = TrainConfig.Load(path, result.GetValue(set) ?? []);
            using var loggers = Logging.Create(result);
            LargeBlocks.Keep();
            var chosen = Backend.ChooseDevice(result.GetRequiredValue(device));
            if (result.GetValue(threads) is { } count)
                torch.set_num_threads(count);
            var folder = result.GetValue(output) ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(path));
            TrainingRun.Execute(settings, folder, chosen, new WeightStore(), loggers, cancellation);
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }
}
