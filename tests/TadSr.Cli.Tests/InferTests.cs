using System.Globalization;
using System.Text.RegularExpressions;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed partial class InferTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    [Fact]
    public void Infer_works_without_gpu_and_flags()
    {
        var folder = fixture.NewFolder();
        var input = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 21, 13);
        var output = Path.Combine(folder, "b.png");
        var run = ProgramRun.Of(null, new Dictionary<string, string> { ["CUDA_VISIBLE_DEVICES"] = "" }, ["infer", "--weights", fixture.Weights, "-i", input, "-o", output]);
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("cuda", run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
        var pixels = ImageFile.Read(output).Pixels;
        Assert.Equal((84, 52), (pixels.Width, pixels.Height));
        Assert.Equal($"1 inputs = 1 written + 0 skipped + 0 failed; outputs in {output}\n", run.Output);
    }

    [Fact]
    public void Folder_run_accounts_for_every_file()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "good.png"), 16, 12);
        File.WriteAllText(Path.Combine(input, "notes.txt"), "notes");
        File.Copy(Path.Combine(InferFixture.GoldenImages, "truncated.jpg"), Path.Combine(input, "damaged.jpg"));
        File.WriteAllBytes(Path.Combine(input, "empty.png"), []);
        var run = fixture.Infer("-i", input, "-o", output, "--manifest");
        Assert.Equal(4, run.Code);
        Assert.Equal(["good.png", "tadsr-manifest.jsonl"], InferFixture.Files(output));
        Assert.Contains("4 inputs = 1 written + 1 skipped + 2 failed", run.Output, StringComparison.Ordinal);
        Assert.Contains(run.ErrorLines, line => line.Contains("damaged.jpg", StringComparison.Ordinal) && line.Contains("truncated", StringComparison.Ordinal));
        Assert.Contains(run.ErrorLines, line => line.Contains("empty.png", StringComparison.Ordinal) && line.Contains("empty", StringComparison.Ordinal));
        Assert.Contains(run.ErrorLines, line => line.Contains("notes.txt", StringComparison.Ordinal) && line.Contains("not a picture", StringComparison.Ordinal));
        Assert.Equal(4, File.ReadAllLines(Path.Combine(output, "tadsr-manifest.jsonl")).Length);
    }

    [Theory]
    [InlineData]
    [InlineData("--tile", "32", "--batch", "3")]
    [InlineData("--steps", "4", "--seed", "9")]
    [InlineData("--format", "jpeg", "--quality", "70")]
    [InlineData("--format", "webp", "--color-fix", "off", "--strip-metadata")]
    public void Output_is_the_same_alone_and_in_a_folder(params string[] options)
    {
        var (input, together, alone) = (fixture.NewFolder(), fixture.NewFolder(), fixture.NewFolder());
        for (var i = 0; i < 3; i++)
            InferFixture.WritePattern(Path.Combine(input, $"{i}.png"), 40 + 9 * i, 35, phase: i);
        Assert.Equal(0, fixture.Infer(["-i", input, "-o", together, .. options]).Code);
        Assert.Equal(0, fixture.Infer(["-i", Path.Combine(input, "1.png"), "-o", alone, .. options]).Code);
        var name = Assert.Single(InferFixture.Files(alone));
        Assert.Equal(File.ReadAllBytes(Path.Combine(alone, name)), File.ReadAllBytes(Path.Combine(together, name)));
    }

    [Fact]
    public void Colours_hold_and_grey_stays_grey()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        var colour = ImageFile.Read(InferFixture.WritePattern(Path.Combine(input, "colour.png"), 50, 40)).Pixels;
        InferFixture.WritePattern(Path.Combine(input, "grey.png"), 30, 20, channels: 1);
        var rgb = new PixelBuffer(30, 20, 3);
        for (var i = 0; i < rgb.Bytes.Length; i++)
            rgb.Bytes[i] = (byte)(i / 3 * 5);
        ImageFile.Write(new Picture(rgb), Path.Combine(input, "grey rgb.png"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(0, fixture.Infer("-i", input, "-o", output).Code);
        var result = ImageFile.Read(Path.Combine(output, "colour.png")).Pixels;
        for (var c = 0; c < 3; c++)
            Assert.Equal(Mean(colour, c), Mean(result, c), 1.0);
        Assert.Equal(1, ImageFile.Read(Path.Combine(output, "grey.png")).Pixels.Channels);
        var grey = ImageFile.Read(Path.Combine(output, "grey rgb.png")).Pixels;
        Assert.Equal((3, true), (grey.Channels, grey.IsGrey()));
    }

    [Fact]
    public void Tiles_leave_no_seams()
    {
        var (input, whole) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "a.png"), 150, 110);
        Assert.Equal(0, fixture.Infer("-i", input, "-o", whole, "--tile", "0").Code);
        var expected = ImageFile.Read(Path.Combine(whole, "a.png")).Pixels;
        foreach (var tile in new[] { 48, 64, 100 })
        {
            var output = fixture.NewFolder();
            Assert.Equal(0, fixture.Infer("-i", input, "-o", output, "--tile", tile.ToString(CultureInfo.InvariantCulture), "--overlap", "16").Code);
            var actual = ImageFile.Read(Path.Combine(output, "a.png")).Pixels;
            var differences = expected.Bytes.ToArray().Zip(actual.Bytes.ToArray(), (a, b) => Math.Abs(a - b)).ToArray();
            Assert.True(differences.Average() <= 1, $"tile {tile}: mean {differences.Average()}");
            Assert.True(differences.Count(d => d > 8) <= differences.Length / 1000, $"tile {tile}");
            Assert.True(StepAt(actual, tile * 4) <= 1.1 * StepAt(expected, tile * 4) + 0.5, $"tile {tile}: step");
        }
    }

    [Fact]
    public void Trees_are_mirrored_whatever_the_names()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        string[] names = ["a.png", "a.jpg", "UPPER.JPG", "with space/b.png", "Фото 写真 é/ü (1).png", "deep/er/c.webp"];
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(input, name))!);
            InferFixture.WritePattern(Path.Combine(input, name), 12, 10);
        }
        var run = fixture.Infer("-i", input, "-o", output);
        Assert.Equal(0, run.Code);
        Assert.Equal(names.Order(StringComparer.Ordinal), InferFixture.Files(output));

        var png = fixture.NewFolder();
        Assert.Equal(0, fixture.Infer("-i", input, "-o", png, "--format", "png").Code);
        Assert.Equal(
            new[] { "UPPER.png", "a.jpg.png", "a.png", "deep/er/c.png", "with space/b.png", "Фото 写真 é/ü (1).png" }.Order(StringComparer.Ordinal),
            InferFixture.Files(png));

        var flat = fixture.NewFolder();
        Assert.Equal(0, fixture.Infer("-i", input, "-o", flat, "--no-recursive").Code);
        Assert.Equal(["UPPER.JPG", "a.jpg", "a.png"], InferFixture.Files(flat));
    }

    [Fact]
    public void Progress_never_falls_and_ends_when_the_file_exists()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        InferFixture.WritePattern(Path.Combine(input, "a.png"), 90, 80);
        InferFixture.WritePattern(Path.Combine(input, "b.png"), 40, 30);
        using var process = ProgramRun.Start(null, null, ["infer", "--weights", fixture.Weights, "-i", input, "-o", output, "--tile", "32"]);
        var percents = new List<int>();
        while (process.StandardError.ReadLine() is { } line)
        {
            if (PercentPattern().Match(line) is not { Success: true } match)
                continue;
            percents.Add(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            if (percents[^1] == 100)
                Assert.Equal(["a.png", "b.png"], InferFixture.Files(output));
        }
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.True(percents.Count > 5);
        Assert.Equal(percents.Order(), percents);
        Assert.Equal(100, percents[^1]);
    }

    [Fact]
    public void Golden_images_are_done_or_refused_by_name()
    {
        var output = fixture.NewFolder();
        var run = fixture.Infer("-i", InferFixture.GoldenImages, "-o", output, "--no-recursive", "--format", "png");
        Assert.Equal(4, run.Code);
        var rows = File.ReadLines(Path.Combine(InferFixture.GoldenImages, "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();
        foreach (var row in rows.Where(row => row[1] == "refused"))
            Assert.Contains(run.ErrorLines, line => line.Contains(row[0] + ":", StringComparison.Ordinal));
        Assert.Contains($"= {rows.Count(row => row[1] == "readable")} written + 2 skipped + {rows.Count(row => row[1] == "refused")} failed", run.Output, StringComparison.Ordinal);
        Assert.Equal(rows.Count(row => row[1] == "readable"), InferFixture.Files(output).Count);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static double Mean(PixelBuffer pixels, int channel)
        => Enumerable.Range(0, pixels.Width * pixels.Height).Average(i => (double)pixels[i % pixels.Width, i / pixels.Width, channel]);

    private static double StepAt(PixelBuffer pixels, int x)
        => x >= pixels.Width ? 0 : Enumerable.Range(0, pixels.Height).Average(y => (double)Math.Abs(pixels[x, y, 1] - pixels[x - 1, y, 1]));

    [GeneratedRegex(@"^\[ *(\d+) %\]")]
    private static partial Regex PercentPattern();
}
