using System.Text.Json.Nodes;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class BenchmarkCommandTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-benchmark-").FullName;

    public BenchmarkCommandTests()
    {
        for (var i = 0; i < 2; i++)
        {
            Write("data/set/hr", i, 96, 64, 1);
            Write("data/set/lr", i, 24, 16, 4);
            Write("theirs", i, 96, 64, 1);
        }
        File.WriteAllText(Path.Combine(root, "file"), "");
        File.WriteAllText(Path.Combine(root, "t.yaml"), """
            title: "A | table"
            source: "a paper"
            sets:
              - { name: set, lr: set/lr, hr: set/hr, count: 3, columns: [psnr, ids, "ssim:ycbcr"], published_only: [ids] }
            published:
              - { method: "Theirs-1", values: ["30.50", "60.1", "0.900"], parameters: "16.70", runtime: "0.038" }
              - { method: "Absent", values: ["29.00", "61.0", "0.80"] }
            """);
    }

    [Fact]
    public void Benchmark_enlarges_measures_and_sets_rows_beside_the_published_ones()
    {
        var run = Benchmark("--model", "general", "--results", "theirs-1=theirs", "--bicubic");

        Assert.Equal(0, run.Code);
        Assert.Contains("| method | figures | PSNR | IDS | ssim:ycbcr | parameters M | GFLOP | seconds |\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("| Theirs-1 | published | 30.50 | 60.1 | 0.900 | 16.70 | - | 0.038 |\n| theirs-1 | measured | 80.000 | - | 1.0000 | - | - | - |\n| Absent | published only | 29.00 | 61.0 | 0.80 |", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\| bicubic \| measured \| \d+\.\d+ \| - \| \d\.\d+ \| - \| - \| - \|\n\| general \| measured \| \d+\.\d+ \| - \| \d\.\d+ \| 1\.21 \| 9\.90\d \| \d+\.\d+ \|", run.Output);
        Assert.Contains("set: 2 pictures here, 3 in the published set", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output, File.ReadAllText(Path.Combine(root, "out", "table.md")));
        Assert.Equal(6, File.ReadAllLines(Path.Combine(root, "out", "table.csv")).Length);
        Assert.Contains("A | table", File.ReadAllText(Path.Combine(root, "out", "table.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(root, "out", "set", "outputs", "general", "p1.png")));
        var report = JsonNode.Parse(File.ReadAllText(Path.Combine(root, "out", "set", "report.json")))!;
        Assert.Equal(["bicubic", "general", "theirs-1"], report["methods"]!.AsArray().Select(method => (string)method!["name"]!));
    }

    [Fact]
    public void Benchmark_makes_a_row_for_each_count_of_steps()
    {
        var run = Benchmark("--model", "lite", "--steps", "1,2");

        Assert.Equal(0, run.Code);
        Assert.Matches(@"\| lite-1 \| measured \|.*\n\| lite-2 \| measured \|", run.Output);
        var flops = run.Output.Split('\n').Where(line => line.StartsWith("| lite-", StringComparison.Ordinal)).Select(line => double.Parse(line.Split('|')[7], System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2 * flops[0], flops[1], 0.11);
    }

    [Theory]
    [InlineData("theirs-0.5", "| theirs-0.5 | measured |")]
    [InlineData("theirs-0.5/", "| theirs-0.5 | measured |")]
    [InlineData("a=theirs-0.5", "| a | measured |")]
    public void Benchmark_calls_a_folder_by_its_whole_last_part_or_the_name_given(string folder, string row)
    {
        Directory.Move(Path.Combine(root, "theirs"), Path.Combine(root, "theirs-0.5"));

        Assert.Contains(row, Benchmark("--results", folder).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_fits_windows_and_telephones()
    {
        Assert.Equal(0, Benchmark("--results", "theirs-1=theirs").Code);

        using var browser = await Browser.Open(Path.Combine(root, "out", "table.html"));
        Assert.Single(browser.Requests);
        await browser.CheckLooks("table");
        Assert.Empty(browser.Errors);
    }

    [Theory]
    [InlineData(2, "nothing to measure")]
    [InlineData(2, "--steps has 'x'", "--model", "lite", "--steps", "1,x")]
    [InlineData(3, "there is no such folder", "--results", "nowhere")]
    [InlineData(3, "no such file", "--model", "nowhere.pth")]
    [InlineData(3, "'table2'?", "--model", "lite", "--config", "tabel2")]
    [InlineData(3, "data/RealSR/lr, data/RealSet65/lr: no such folder", "--model", "lite", "--config", "eval/table2")]
    [InlineData(2, "two methods are called 'lite'", "--model", "lite", "--model", "lite")]
    [InlineData(2, "two methods are called 'bicubic'", "--results", "bicubic=theirs", "--bicubic")]
    [InlineData(2, "use 1 to 4", "--model", "lite", "--steps", "1,5")]
    [InlineData(3, "the pictures do not pair", "--model", "lite", "--results", "a=data")]
    [InlineData(3, "file/out: the output folder cannot be written", "--results", "a=theirs", "-o", "file/out")]
    public void Benchmark_says_in_one_line_what_is_wrong(int code, string words, params string[] options)
    {
        var run = Benchmark(options);

        Assert.Equal(code, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(root, "out")));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private ProgramRun Benchmark(params string[] options) => ProgramRun.Of(root, null, ["benchmark", .. Default("--config", "t.yaml", options), "--data", "data", .. Default("-o", "out", options), .. options]);

    private static string[] Default(string option, string value, string[] given) => given.Contains(option) ? [] : [option, value];

    private void Write(string folder, int index, int width, int height, int step)
    {
        var pixels = new PixelBuffer(width, height, 3);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                    pixels[x, y, c] = (int)(120 + 60 * Math.Sin(x * step / (6.0 + index) + c) + 40 * Math.Cos(y * step / 5.0));
            }
        }
        ImageFile.Write(new Picture(pixels), Path.Combine(root, folder, $"p{index}.png"));
    }
}
