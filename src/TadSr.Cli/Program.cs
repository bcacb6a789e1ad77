using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using TadSr.Cli;
using TadSr.Cli.Commands;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("One-step diffusion super-resolution: train, distil, upscale and measure.") { HelpName = Shell.ProgramName };
root.Add(InferCommand.Create());
root.Add(TrainCommand.Create());
root.Add(DegradeCommand.Create());
root.Add(EvalCommand.Create());
root.Add(BenchmarkCommand.Create());
root.Add(WeightsCommand.Create());
root.Add(ConvertCommand.Create());
root.Add(InspectCommand.Create());
root.Add(SelfTestCommand.Create());
var errors = new ErrorStream(Console.Error, isTerminal: !Console.IsErrorRedirected);
return await Shell.RunAsync(root, args, errors, PosixSignalRegistration.Create).ConfigureAwait(false);
