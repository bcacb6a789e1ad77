using System.Text.RegularExpressions;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed partial class MessageTests : IClassFixture<InferFixture>
{
    private readonly InferFixture fixture;
    private readonly string root;

    public MessageTests(InferFixture fixture)
    {
        (this.fixture, root) = (fixture, fixture.NewFolder());
        foreach (var folder in new[] { "sr", "hr", "broken", "out" })
            Directory.CreateDirectory(Path.Combine(root, folder));
        InferFixture.WritePattern(Path.Combine(root, "sr", "good.png"), 42, 30);
        InferFixture.WritePattern(Path.Combine(root, "sr", "done.png"), 16, 12);
        InferFixture.WritePattern(Path.Combine(root, "out", "done.png"), 64, 48);
        InferFixture.WritePattern(Path.Combine(root, "sr", "other.png"), 16, 12);
        InferFixture.WritePattern(Path.Combine(root, "sr", "small.png"), 2, 3);
        File.WriteAllText(Path.Combine(root, "sr", "notes.txt"), "notes");
        File.Copy(Path.Combine(InferFixture.GoldenImages, "truncated.jpg"), Path.Combine(root, "sr", "damaged.jpg"));
        foreach (var name in new[] { "good.png", "done.png", "small.png", "damaged.jpg" })
            File.Copy(Path.Combine(root, "sr", name), Path.Combine(root, "hr", name));
        InferFixture.WritePattern(Path.Combine(root, "hr", "other.png"), 20, 20);
        File.Copy(Path.Combine(root, "sr", "damaged.jpg"), Path.Combine(root, "broken", "damaged.jpg"));
        File.WriteAllText(Path.Combine(root, "train.yaml"), "stage: teacher\noptim: { lrr: 1 }\n");
    }

    public static TheoryData<int, int, string> Commands => new()
    {
        // Exit code, messages, command line.
        { 4, 7, "infer -w WEIGHTS -i sr -o out" },
        { 3, 2, "infer -w WEIGHTS -i sr/damaged.jpg -o out" },
        { 2, 1, "infer -i sr -o out --steps many" },
        { 2, 1, "infer -i sr -o out --stepz 1" },
        { 3, 1, "infer -w absent.safetensors -i sr -o out" },
        { 4, 12, "eval -m psnr,ssim,ms_ssim,niqe,clipiqa" },
        { 3, 2, "eval -i broken -r broken -m psnr" },
        { 3, 1, "eval -m clipiqa,musiq" },
        { 4, 6, "degrade -i sr -o low" },
        { 3, 1, "degrade -i sr/damaged.jpg -o low" },
        { 2, 1, "train -c train.yaml -o run" },
        { 2, 1, "train" },
        { 3, 1, "inspect absent.pth" },
        { 3, 1, "convert absent.pth new.safetensors" },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Message_is_said_once_and_reaches_the_log_file_once(int code, int count, string line)
    {
        string[] words = [.. line.Split(' ').Select(word => word == "WEIGHTS" ? fixture.Weights : word)];
        var run = ProgramRun.Of(root, null, [.. words, "--log-file", "plain.log"]);
        Assert.True(code == run.Code, $"exit {run.Code}: {run.Error}");
        var messages = run.ErrorLines.Where(text => !Progress().IsMatch(text)).Select(text => Prefix().Replace(text, "")).ToArray();

        Assert.True(count == messages.Length, run.Error);
        Assert.All(messages, message => Assert.Equal(1, Count(run.Error, message)));
        var log = File.ReadAllText(Path.Combine(root, "plain.log"));
        Assert.All(messages, message => Assert.Equal(1, Count(log, message)));
        foreach (var made in new[] { "good.png", "other.png", "small.png" })
            File.Delete(Path.Combine(root, "out", made));

        var verbose = ProgramRun.Of(root, null, [.. words, "--verbose", "--log-file", "verbose.log"]);
        Assert.Equal(code, verbose.Code);
        Assert.All(messages, message => Assert.Equal(1, Count(verbose.Error, message)));
        log = File.ReadAllText(Path.Combine(root, "verbose.log"));
        Assert.All(messages, message => Assert.Equal(1, Count(log, message)));
    }

    [Fact]
    public void Terminal_keeps_messages_and_draws_progress_over()
    {
        var text = new StringWriter();
        var file = Path.Combine(root, "terminal.log");
        using (var messages = new Messages(new ErrorStream(text, isTerminal: true), verbose: false))
        {
            messages.AppendTo(file);
            messages.Say("first [x]");
            messages.Stream.Draw("half");
            messages.Stream.Draw("most");
            messages.Say(new string('y', 300));
            messages.Stream.Draw("all");
            messages.Stream.Clear();
        }

        Assert.Equal($"first [x]\nhalf\r\e[2Kmost\r\e[2K{new string('y', 300)}\nall\r\e[2K", text.ToString().Replace(Environment.NewLine, "\n", StringComparison.Ordinal));
        Assert.Equal([" info tadsr first [x]", $" info tadsr {new string('y', 300)}"], File.ReadLines(file).Select(line => line[line.IndexOf(' ', StringComparison.Ordinal)..]));
    }

    [Fact]
    public void Log_file_takes_the_messages_of_two_programs()
    {
        var path = Path.Combine(root, "shared.log");
        using (var first = LogFile.Open(path))
        using (var second = LogFile.Open(path))
        {
            Assert.Null(first.Append("a\n"));
            Assert.Null(second.Append("b\n"));
            Assert.Null(first.Append("c\n"));
        }

        Assert.Equal(["a", "b", "c"], File.ReadLines(path));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex(@"^\[ *\d+ %\] \d+ of \d+: ")]
    private static partial Regex Progress();

    [GeneratedRegex("^(warning|error): ")]
    private static partial Regex Prefix();
}
