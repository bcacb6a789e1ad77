using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class InferErrorTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    [Fact]
    public void Missing_inputs_weights_and_outputs_are_one_line_each()
    {
        var folder = fixture.NewFolder();
        var picture = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);
        File.WriteAllText(Path.Combine(folder, "file"), "");
        var nothing = Directory.CreateDirectory(Path.Combine(folder, "nothing")).FullName;
        Refused(3, "there is no such file", "-i", Path.Combine(folder, "absent.png"), "-o", folder);
        Refused(3, "no picture", "-i", nothing, "-o", folder);
        Refused(3, "cannot be written", "-i", picture, "-o", Path.Combine(folder, "file", "out"));
        Refused(3, "absent.safetensors", "-i", picture, "-o", nothing, "--weights", Path.Combine(folder, "absent.safetensors"));
        Refused(2, "would replace an input", "-i", picture, "-o", folder);
        Refused(2, "4 diffusion steps", "-i", picture, "-o", nothing, "--steps", "5");
        Refused(2, "--quality", "-i", picture, "-o", nothing, "--quality", "101");
        Refused(2, "--threads is 0; use at least 1", "-i", picture, "-o", nothing, "--threads", "0");
        foreach (var size in new[] { "-1", "0", "2TB", "much", "1e9", "GB" })
            Refused(2, $"--max-memory is {size}; use a size of at least 1 MB, such as 2GB", "-i", picture, "-o", nothing, "--max-memory", size);
        Refused(2, "not written", "-i", picture, "-o", Path.Combine(nothing, "b.bmp"));
        Assert.Empty(InferFixture.Files(nothing));
        Refused(3, "absent.safetensors", "-i", picture, "-o", Path.Combine(folder, "new"), "--weights", Path.Combine(folder, "absent.safetensors"));
        Assert.False(Directory.Exists(Path.Combine(folder, "new")));
    }

    [Fact]
    public void Weight_files_that_do_not_fit_give_different_lines()
    {
        var folder = fixture.NewFolder();
        var picture = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);
        var whole = File.ReadAllBytes(fixture.Weights);
        string Write(string name, byte[] content)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
            return Path.Combine(folder, name);
        }
        var checkpoints = Path.Combine(Path.GetDirectoryName(InferFixture.GoldenImages)!, "checkpoints");
        string[] files =
        [
            Write("truncated.safetensors", whole[..(whole.Length / 2)]),
            Write("pointer.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8.ToArray()),
            Path.Combine(checkpoints, "dtypes.pth"),
            Path.Combine(checkpoints, "evil_os_system.pth"),
        ];
        var lines = files.Select(file => Refused(3, Path.GetFileName(file), "-i", picture, "-o", Path.Combine(folder, "out"), "--weights", file)).ToArray();
        Assert.Equal(lines.Length, lines.Select((line, i) => line.Replace(files[i], "", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public void Too_large_outputs_are_refused_before_work_with_both_numbers()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "a.png"), 2000, 1500);
        var line = Refused(5, "2000x1500", "-i", input, "-o", output, "--max-memory", "0.6GB");
        Assert.Contains("600 MB", line, StringComparison.Ordinal);
        Assert.Contains("16384", Refused(3, "16383", "-i", WideIn(input), "-o", output, "--format", "webp"), StringComparison.Ordinal);
        Assert.Contains("3000000 pixels", Refused(3, "1000", "-i", Path.Combine(input, "a.png"), "-o", output, "--max-pixels", "1000"), StringComparison.Ordinal);
        Assert.Empty(InferFixture.Files(output));
    }

    [Fact]
    public void Existing_outputs_are_kept_until_asked()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "a.png"), 10, 8);
        InferFixture.WritePattern(Path.Combine(input, "b.png"), 10, 8);
        Assert.Equal(0, fixture.Infer("-i", input, "-o", output).Code);
        var first = File.ReadAllBytes(Path.Combine(output, "b.png"));
        File.Delete(Path.Combine(output, "b.png"));
        // What a killed run leaves behind.
        var digest = Convert.ToHexStringLower(SHA256.HashData("b.png"u8))[..16];
        File.WriteAllText(Path.Combine(output, $".tadsr-{digest}-{new string('5', 32)}.tmp"), "half");
        var time = File.GetLastWriteTimeUtc(Path.Combine(output, "a.png"));

        var again = fixture.Infer("-i", input, "-o", output);
        Assert.Contains("2 inputs = 1 written + 1 skipped + 0 failed", again.Output, StringComparison.Ordinal);
        Assert.Equal(["a.png", "b.png"], InferFixture.Files(output));
        Assert.Equal(time, File.GetLastWriteTimeUtc(Path.Combine(output, "a.png")));
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(output, "b.png")));
        Assert.Contains("2 written", fixture.Infer("-i", input, "-o", output, "--overwrite").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 2, 130)]
    [InlineData("TERM", 15, 143)]
    [InlineData("HUP", 1, 143)]
    public void Interruption_leaves_nothing_half_written_and_reaches_the_log(string name, int signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs kill");
        Assert.SkipWhen(IsIgnored(signal), $"this shell starts programs that ignore SIG{name}");
        const int Pictures = 50;   // work for a minute, of which the test waits for the first tiles
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "0.png"), 300, 300);
        for (var i = 1; i < Pictures; i++)
            File.Copy(Path.Combine(input, "0.png"), Path.Combine(input, $"{i}.png"));
        var log = Path.Combine(fixture.NewFolder(), "run.log");
        using var process = ProgramRun.Start(null, null, ["infer", "--weights", fixture.Weights, "-i", input, "-o", output, "--tile", "32", "--log-file", log]);
        while (process.StandardError.ReadLine() is { } line && !line.Contains(" %]", StringComparison.Ordinal))
        {
        }
        using (var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(code, process.ExitCode);
        Assert.All(Directory.GetFiles(output), path => Assert.Equal(1200, ImageFile.Read(path).Pixels.Width));
        Assert.True(Directory.GetFiles(output).Length < Pictures);
        var logged = File.ReadAllLines(log);
        var stopping = Array.FindIndex(logged, line => line.EndsWith(" info tadsr stopping: finishing what must not be left half done; a second signal ends at once.", StringComparison.Ordinal));
        Assert.True(stopping > 0);
        Assert.EndsWith(" error tadsr stopped before the end.", logged[stopping + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_give_equal_files_and_memory_stays_flat()
    {
        var (few, many, output, second) = (fixture.NewFolder(), fixture.NewFolder(), fixture.NewFolder(), fixture.NewFolder());
        for (var i = 0; i < 50; i++)
        {
            var path = InferFixture.WritePattern(Path.Combine(many, $"{i:00}.png"), 60 + i % 5, 50, phase: i);
            if (i < 10)
                File.Copy(path, Path.Combine(few, $"{9 - i:00}.png"));   // another order
        }
        var small = PeakMemory("-i", few, "-o", output);
        var large = PeakMemory("-i", many, "-o", second);
        for (var i = 0; i < 10; i++)
            Assert.Equal(File.ReadAllBytes(Path.Combine(output, $"{9 - i:00}.png")), File.ReadAllBytes(Path.Combine(second, $"{i:00}.png")));
        Assert.True(large - small < 30 << 20, $"peak memory {small >> 20} MiB after 10 pictures, {large >> 20} MiB after 50");
    }

    // Shells start programs in the background without Ctrl+C, nohup without the hang-up; children inherit that.
    private static bool IsIgnored(int signal)
    {
        const string Field = "SigIgn:";
        return OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal)) is var line
            && (ulong.Parse(line[Field.Length..], NumberStyles.HexNumber | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }

    private long PeakMemory(params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var process = ProgramRun.Start(null, null, ["infer", "--weights", fixture.Weights, .. arguments]);
        var peak = 0L;
        while (process.StandardError.ReadLine() is not null)
        {
            var status = $"/proc/{process.Id}/status";
            if (File.Exists(status) && File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal)) is { } line)
                peak = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return peak;
    }

    private string Refused(int code, string word, params string[] arguments)
    {
        var run = fixture.Infer(arguments);
        var line = run.ErrorLines.LastOrDefault() ?? "";
        Assert.True(code == run.Code, $"exit {run.Code}: {run.Error}");
        Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return line;
    }

    private static string WideIn(string folder)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "wide")).FullName, "wide.png");
        return InferFixture.WritePattern(path, 4096, 1);
    }
}
