using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using TadSr.Cli.SelfTest;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr selftest</c>: whether the libtorch of this run and a device compute as they should.</summary>
internal static class SelfTestCommand
{
    private const int PhotoSide = 192, PictureSide = 64, Photos = 2;

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N.", HelpName = "name", DefaultValueFactory = _ => "auto" };
        var input = new Option<string[]>("--input", "-i") { Description = "Pictures to enlarge on the device and on the CPU. [default: one that is made up]", HelpName = "path", AllowMultipleArgumentsPerToken = true };
        var references = new Option<string?>("--references") { Description = "Folder of reference files: networks against the values of their published implementations.", HelpName = "folder" };
        var command = new Command("selftest", "Check that libtorch and a device compute as they should.") { device, input, references };
        command.SetAction((result, cancellation) => Task.FromResult((int)Run(
            result.GetRequiredValue(device), result.GetValue(input) ?? [], result.GetValue(references), result.InvocationConfiguration.Output, cancellation)));
        return command;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ExitCode Run(string name, string[] inputs, string? references, TextWriter output, CancellationToken cancellation)
    {
        var files = inputs.Length == 0 ? [] : FolderPlan.Create(new FolderRunOptions { Inputs = inputs, Output = Path.GetTempPath() }).Items.Select(item => item.Input).ToList();
        OpenMp.SleepWhileWaiting();
        LargeBlocks.Keep();
        var device = Backend.ChooseDevice(name);
        var checks = new CheckList(output, cancellation);
        checks.Run("libtorch", () => Backend.LoadedLibtorch() is [var only] ? only : throw new TadSrException($"{Backend.LoadedLibtorch().Count} are loaded: {string.Join(", ", Backend.LoadedLibtorch())}", ErrorKind.Environment));
        var (matrices, convolutions) = (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32);
        (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (false, false);
        if (references is not null)
            GoldenChecks.Run(checks, references, device);
        FamilyChecks.Run(checks, device);
        (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) = (matrices, convolutions);
        var work = Directory.CreateTempSubdirectory("tadsr-selftest-");
        try
        {
            var pictures = files.Count == 0 ? [("a picture that is made up", MakeUp(PictureSide, 0))] : files.Select(file => (Path.GetFileName(file), ImageFile.Read(file))).ToList();
            PictureChecks.Run(checks, pictures, device);
            TrainingChecks.Run(checks, WritePhotos(work), work.FullName, device, cancellation);
        }
        finally
        {
            work.Delete(recursive: true);
        }
        using var process = Process.GetCurrentProcess();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak resident memory: {process.PeakWorkingSet64 / 1_000_000} MB"));
        output.WriteLine(checks.Summary);
        return checks.IsClean ? ExitCode.Done : ExitCode.InternalError;
    }

    private static string WritePhotos(DirectoryInfo work)
    {
        var folder = work.CreateSubdirectory("photos").FullName;
        for (var i = 0; i < Photos; i++)
            ImageFile.Write(MakeUp(PhotoSide, i), Path.Combine(folder, $"{i}.png"));
        return folder;
    }

    // Waves of several lengths, with edges.
    private static Picture MakeUp(int side, int phase)
    {
        var pixels = new PixelBuffer(side, side, 3);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var wave = 60 * Math.Sin(0.07 * x + channel + phase) * Math.Cos(0.05 * y - channel) + 30 * Math.Sin(0.6 * x + 0.4 * y);
                    pixels[x, y, channel] = (int)(120 + wave + ((x / 12 + y / 20) % 2 == 0 ? 30 : 0));
                }
            }
        }
        return new Picture(pixels);
    }
}
