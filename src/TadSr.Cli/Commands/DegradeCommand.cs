using System.CommandLine;
using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr degrade</c>: makes low-resolution pictures with the damage that training uses.</summary>
internal static class DegradeCommand
{
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "A picture or a folder.", Required = true, HelpName = "path" };
        var output = new Option<string>("--output", "-o") { Description = "Folder for the low-resolution PNG files.", Required = true, HelpName = "path" };
        var config = new Option<string>("--config", "-c") { Description = "Where the damage is described: the degradation section of a YAML file or shipped preset, such as lite/student.", DefaultValueFactory = _ => "lite/student", HelpName = "file" };
        var set = new Option<string[]>("--set") { Description = "Overrides a key: --set degradation.clean_probability=0. Repeatable.", HelpName = "key=value", AllowMultipleArgumentsPerToken = true };
        var preset = new Option<string?>("--preset") { Description = "Make a test set of the papers from a folder of truths: imagenet-test or celeba-test. Resizes, crops, and writes lr and hr into the output folder.", HelpName = "name" };
        preset.AcceptOnlyFromAmong([.. DegradationPreset.All.Select(known => known.Name)]);
        var seed = new Option<ulong?>("--seed") { Description = $"Seed of all draws; each picture's also depend on its file name. [default: 0; {DegradationPreset.Seed} for a preset]", HelpName = "n" };
        var flat = new Option<bool>("--no-recursive") { Description = "Leave sub-folders out." };
        var command = new Command("degrade", "Make low-resolution pictures with the damage that training uses.") { input, output, config, set, preset, seed, flat };
        command.SetAction((result, cancellation) =>
        {
            using var loggers = Logging.Create(result);
            if (result.GetValue(preset) is { } name)
            {
                if (result.GetResult(config) is { Implicit: false } || result.GetResult(set) is { Implicit: false })
                    throw new TadSrException("--preset says all of the damage; leave --config and --set out.", ErrorKind.Usage);
                return Degrade(new FolderDegradation(DegradationPreset.Of(name), result.GetValue(seed) ?? DegradationPreset.Seed, loggers.CreateLogger("degrade")));
            }
            var settings = TrainConfig.Load(PresetFile.Find(result.GetRequiredValue(config)), NetworkFamilies.Trainable, result.GetValue(set) ?? []);
            return Degrade(new FolderDegradation(settings.Degradation, settings.Diffusion.Scale, result.GetValue(seed) ?? 0, loggers.CreateLogger("degrade")));

            Task<int> Degrade(FolderDegradation run)
            {
                var (written, failed) = run.Run(result.GetRequiredValue(input), result.GetRequiredValue(output), !result.GetValue(flat), cancellation);
                var code = failed == 0 ? ExitCode.Done : written > 0 ? ExitCode.Partial : ExitCode.BadFile;
                result.InvocationConfiguration.Output.WriteLine($"{written} written, {failed} failed");
                return Task.FromResult((int)code);
            }
        });
        return command;
    }
}
