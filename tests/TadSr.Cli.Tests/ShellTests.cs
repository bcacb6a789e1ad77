using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class ShellTests
{
    public static TheoryData<Exception, int, string> Failures() => new()
    {
        { new TadSrException("a.yaml:1:2: unknown key 'x'.", ErrorKind.Usage), 2, "a.yaml:1:2: unknown key 'x'." },
        { new TadSrException("two\nlines", ErrorKind.BadFile), 3, "two lines" },
        { new OperationCanceledException(), 130, "stopped before the end." },
        { new OutOfMemoryException("no room."), 5, "out of memory: no room. Use smaller tiles or a smaller batch, or a machine with more memory." },
        { new ExternalException("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried\nmore"), 5, "out of memory: [enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you tried Use smaller tiles or a smaller batch, or a machine with more memory." },
        { new IOException("No space left on device : 'out/a.png'.", 28), 5, "the disk is full: No space left on device : 'out/a.png'. Free some space or choose another folder." },
        { new IOException("There is not enough space on the disk.", unchecked((int)0x80070070)), 5, "the disk is full: There is not enough space on the disk. Free some space or choose another folder." },
        { new UnauthorizedAccessException("Access to the path 'x' is denied."), 3, "Access to the path 'x' is denied." },
        { new AggregateException(new OutOfMemoryException("no room.")), 5, "out of memory: no room. Use smaller tiles or a smaller batch, or a machine with more memory." },
        { new InvalidOperationException("odd\r\nthing"), 1, "internal error: InvalidOperationException: odd Run again with --verbose for the details." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Failure_is_one_line_and_its_exit_code(Exception error, int code, string line)
    {
        var (exit, text) = await RunAsync(_ => throw error, "work");

        Assert.Equal((code, $"working on a.png on Monday at 0.5{Environment.NewLine}{line}{Environment.NewLine}"), (exit, text));
    }

    [Fact]
    public async Task Verbose_adds_the_stack_trace()
    {
        var (exit, text) = await RunAsync(_ => throw new InvalidOperationException("odd"), "work", "--verbose");

        Assert.Equal(1, exit);
        Assert.Contains("   at TadSr.Cli.Tests.ShellTests.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_repeats_no_reason_of_an_error_or_its_causes()
    {
        var cause = new IOException("Access to the path 'x' is denied.");
        var error = new TadSrException("out/a.png: cannot be written (Access to the path 'x' is denied). Choose another place.", ErrorKind.BadFile, new AggregateException("several", cause, new FormatException("news\r\nof two lines")));

        var (_, text) = await RunAsync(_ => throw error, "work", "--verbose");

        var lines = text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("   at ", StringComparison.Ordinal));
        Assert.Equal(
            ["working on a.png on Monday at 0.5", "details", error.Message, "TadSr.Runtime.TadSrException", "caused by System.AggregateException", "caused by System.IO.IOException", "caused by System.FormatException: news: of two lines"],
            lines);
    }

    [Fact]
    public async Task Log_file_gets_messages_and_the_error_with_its_stack_trace()
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-log-");
        try
        {
            var file = Path.Combine(folder.FullName, "logs", "Фото 写真 é.log");
            var (exit, text) = await RunAsync(_ => throw new TadSrException("bad picture.", ErrorKind.BadFile), "work", "--log-file", file);

            Assert.Equal((3, $"working on a.png on Monday at 0.5{Environment.NewLine}bad picture.{Environment.NewLine}"), (exit, text));
            var log = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.EndsWith(" info work working on a.png on Monday at 0.5", log[0], StringComparison.Ordinal);
            Assert.EndsWith(" error tadsr bad picture.", log[1], StringComparison.Ordinal);
            Assert.Equal("TadSr.Runtime.TadSrException", log[2]);
            Assert.StartsWith("   at TadSr.Cli.Tests.ShellTests.", log[3], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Log_file_that_cannot_be_written_is_one_line()
    {
        var file = Path.Combine(typeof(Shell).Assembly.Location, "below.log");   // below a regular file
        var (exit, text) = await RunAsync(_ => 0, "work", "--log-file", file);

        Assert.Equal(3, exit);
        Assert.StartsWith($"--log-file {file}: it cannot be written: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_file_that_fills_the_disk_costs_one_warning_and_no_work()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");

        var (exit, text) = await RunAsync(_ => 4, "work", "--log-file", "/dev/full", "--verbose");

        var lines = text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((4, 3), (exit, lines.Length));
        Assert.StartsWith("warning: --log-file /dev/full: it lacks messages from this one on: ", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a command is missing. Run 'tadsr --help' for the usage.")]
    [InlineData("unknown command 'wrok'; did you mean 'work'? Run 'tadsr --help' for the usage.", "wrok")]
    [InlineData("unknown command 'upscale'. Run 'tadsr --help' for the usage.", "upscale")]
    [InlineData("unknown option '--cuont'; did you mean '--count'? Run 'tadsr work --help' for the usage.", "work", "--cuont", "3")]
    [InlineData("unknown argument 'more'. Run 'tadsr work --help' for the usage.", "work", "more")]
    [InlineData("Cannot parse argument 'x' for option '--count' as a whole number. Run 'tadsr work --help' for the usage.", "work", "--count", "x")]
    [InlineData("Cannot parse argument '0,5' for option '--share' as a number; write the decimals after a point. Run 'tadsr work --help' for the usage.", "work", "--share", "0,5")]
    [InlineData("The value of --name is empty; give one or leave the option out. Run 'tadsr work --help' for the usage.", "work", "--name", "")]
    [InlineData("Required argument missing for option: '--count'. Run 'tadsr work --help' for the usage.", "work", "--count")]
    public async Task Usage_error_is_one_line_with_the_nearest_name(string line, params string[] args)
    {
        var (exit, text) = await RunAsync(_ => 0, args);

        Assert.Equal((2, line + Environment.NewLine), (exit, text));
    }

    [Fact]
    public async Task Check_that_asks_for_a_value_of_the_wrong_type_is_a_usage_error()
    {
        var count = new Option<int>("--count");
        count.Validators.Add(result => result.GetValueOrDefault<int>());
        var errors = new StringWriter();

        var exit = await Shell.RunAsync(new RootCommand("Test.") { new Command("work", "Works.") { count } }, ["work", "--count", "x"], new ErrorStream(errors, isTerminal: false), new TestSignals().Listen);

        Assert.Equal((2, "Cannot parse argument 'x' for option '--count' as a whole number. Run 'tadsr --help' for the usage." + Environment.NewLine), (exit, errors.ToString()));
    }

    [Fact]
    public async Task Word_with_an_at_sign_is_no_file_of_arguments()
    {
        string? seen = null;
        var (exit, text) = await RunAsync(result => { seen = result.GetValue<string>("--name"); return 4; }, "work", "--name", "@photo.png");

        Assert.Equal((4, "working on a.png on Monday at 0.5" + Environment.NewLine, "@photo.png"), (exit, text, seen));
    }

    private static async Task<(int Exit, string Errors)> RunAsync(Func<ParseResult, int> action, params string[] args)
    {
        var work = new Command("work", "Does the work of a test.") { new Option<int>("--count"), new Option<double>("--share"), new Option<string>("--name") };
        work.SetAction(result =>
        {
            using var loggers = Logging.Create(result);
            var log = loggers.CreateLogger("work");
            log.LogInformation("working on {File} on {Day} at {Share}", "a.png", DayOfWeek.Monday, 0.5);
            log.LogDebug("details");
            return action(result);
        });
        var errors = new StringWriter();
        var exit = await Shell.RunAsync(new RootCommand("Test.") { work }, args, new ErrorStream(errors, isTerminal: false), new TestSignals().Listen);
        return (exit, errors.ToString());
    }
}
