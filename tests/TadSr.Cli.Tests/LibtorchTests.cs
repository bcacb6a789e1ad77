using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class LibtorchTests : IDisposable
{
    private const string Variable = "TADSR_LIBTORCH";

    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-libtorch-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Folder_without_the_libraries_is_one_line()
    {
        var picture = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);

        Refused("it has no ", folder, ProgramRun.Of("infer", "-i", picture, "-o", Path.Combine(folder, "b.png"), "--libtorch", folder));
        Refused("there is no such folder", Path.Combine(folder, "absent"), ProgramRun.Of(null, Environment(Path.Combine(folder, "absent")), ["selftest", "--device", "cpu"]));
        Refused("there is no such folder", "other", ProgramRun.Of(null, Environment(folder), ["selftest", "--libtorch", "other"]));

        static void Refused(string reason, string named, ProgramRun run)
        {
            Assert.Equal((int)ExitCode.BadFile, run.Code);
            Assert.StartsWith($"libtorch folder {named}: {reason}", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            Assert.Equal("", run.Output);
        }
    }

    [Fact]
    public void Command_that_loads_no_libtorch_asks_for_no_folder()
    {
        var run = ProgramRun.Of(null, Environment(Path.Combine(folder, "absent")), ["inspect", TinyModelFile.WriteTo(folder)]);

        Assert.Equal((0, false), (run.Code, run.LoadsLibtorch));
    }

    [Fact]
    public void Self_test_checks_the_libtorch_of_a_folder_and_counts_what_fails()
    {
        var native = NativeLibraryFile.FindBelow(AppContext.BaseDirectory).FirstOrDefault();
        Assert.SkipWhen(native is null, "only on Linux may the program have another libtorch beside it");
        var (libraries, references) = (Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName, Directory.CreateDirectory(Path.Combine(folder, "references")).FullName);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(native)!).Where(file => file != native))
            File.CreateSymbolicLink(Path.Combine(libraries, Path.GetFileName(file)), file);
        foreach (var name in new[] { "swin_unet_tiny_8ch.safetensors", "vqgan_tiny.safetensors" })
            File.Copy(Path.Combine(InferFixture.GoldenImages, "..", "networks", name), Path.Combine(references, name));
        Spoil(Path.Combine(references, "vqgan_tiny.safetensors"), "out.decode");

        var run = ProgramRun.Of(null, Environment(folder), ["selftest", "--device", "cpu", "--references", references]);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((int)ExitCode.InternalError, run.Code);
        Assert.StartsWith("FAILED: vqgan_tiny on cpu: gap ", Assert.Single(lines, line => line.StartsWith("FAILED: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal($"{lines.Count(line => line.StartsWith("passed: ", StringComparison.Ordinal))} passed, 1 failed", lines[^1]);
        foreach (var part in new[] { "libtorch: ", "swin_unet_tiny_8ch on cpu: gap ", "RRDBNet on cpu, forwards and backwards: gap ", "lite in fp32 on cpu, a picture that is made up: 256x256, equal", "two steps of the student on cpu: gap of the losses 0" })
            Assert.Single(lines, line => line.StartsWith($"passed: {part}", StringComparison.Ordinal));
        Assert.Empty(run.ErrorLines);
    }

    private static Dictionary<string, string> Environment(string libtorch) => new() { [Variable] = libtorch };

    private static void Spoil(string path, string tensor)
    {
        using var file = File.Open(path, FileMode.Open);
        using var reader = new BinaryReader(file);
        var header = reader.ReadBytes((int)reader.ReadInt64());
        using var json = JsonDocument.Parse(header);
        file.Position = sizeof(long) + header.Length + json.RootElement.GetProperty(tensor).GetProperty("data_offsets")[0].GetInt64();
        file.Write(BitConverter.GetBytes(1000f));
    }
}
