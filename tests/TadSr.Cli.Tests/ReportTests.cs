using System.Text.Json.Nodes;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

/// <summary>What <c>eval --out</c> and <c>eval --compare</c> write, and how the page behaves in a browser.</summary>
[Trait("Kind", "Unit")]
public sealed class ReportTests(ReportFixture fixture) : IClassFixture<ReportFixture>
{
    private readonly ReportFixture fixture = fixture;

    [Fact]
    public void Report_holds_every_method_and_picture_with_hashes_version_and_device()
    {
        Assert.Equal((0, ""), (fixture.Run.Code, fixture.Run.Error));
        Assert.Matches(@"method +psnr \(higher\) +ssim \(higher\)\nbicubic +\d", fixture.Run.Output);
        var rows = File.ReadAllLines(fixture.File("results", "pictures.csv"));
        Assert.Equal(1 + 3 * ReportFixture.Count, rows.Length);
        Assert.StartsWith("method,picture,psnr [rgb; crop 0;", rows[0], StringComparison.Ordinal);
        var json = JsonNode.Parse(File.ReadAllText(fixture.File("results", "report.json")))!;
        Assert.Equal(["bicubic", "good", "bad"], json["methods"]!.AsArray().Select(method => (string)method!["name"]!));
        Assert.Equal(("0.1.0", "cpu", 64), ((string)json["version"]!, (string)json["device"]!, ((string)json["data"]!["truths_sha256"]!).Length));
        Assert.True((double)json["times"]!["seconds"]!["good"]!["psnr"]! >= 0);
    }

    [Fact]
    public void Second_run_writes_the_same_bytes_but_for_the_times()
    {
        fixture.Evaluate("again");
        Assert.Equal(File.ReadAllBytes(fixture.File("results", "pictures.csv")), File.ReadAllBytes(fixture.File("again", "pictures.csv")));
        Assert.Equal(File.ReadAllBytes(fixture.File("results", "report.html")), File.ReadAllBytes(fixture.File("again", "report.html")));
        Assert.Equal(WithoutTimes("results"), WithoutTimes("again"));

        string WithoutTimes(string folder)
        {
            var json = JsonNode.Parse(File.ReadAllText(fixture.File(folder, "report.json")))!.AsObject();
            json.Remove("times");
            return json.ToJsonString();
        }
    }

    [Fact]
    public void Page_is_small_and_names_nothing_outside_itself()
    {
        var page = File.ReadAllText(fixture.File("results", "report.html"));
        Assert.InRange(page.Length, 10_000, 10_000_000);
        Assert.DoesNotMatch(@"(src|href)=""(?!data:|#)", page);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Root, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_works_in_a_browser_by_mouse_and_keyboard_in_light_and_dark_wide_and_narrow()
    {
        using var browser = await Open("report.html");
        Assert.Single(browser.Requests);
        Assert.Equal(ReportFixture.Count, (await browser.Evaluate("document.querySelectorAll('#pictures tbody tr').length")).GetInt32());

        await browser.Evaluate("document.querySelectorAll('#pictures thead button')[1].click()");
        Assert.True((await browser.Evaluate("(() => { const v = [...document.querySelectorAll('#pictures tbody td:nth-child(2)')].map(c => +c.textContent); return v.every((x, i) => i === 0 || v[i - 1] <= x) && document.querySelectorAll('#pictures th[aria-sort=ascending]').length === 1 })()")).GetBoolean());
        await browser.Evaluate("document.querySelectorAll('#pictures thead button')[1].focus()");
        await browser.Press("Enter", 13, "\r");
        Assert.True((await browser.Evaluate("(() => { const v = [...document.querySelectorAll('#pictures tbody td:nth-child(2)')].map(c => +c.textContent); return v.every((x, i) => i === 0 || v[i - 1] >= x) })()")).GetBoolean());

        await browser.Evaluate("document.querySelector('.stage input').focus()");
        await browser.Press("ArrowRight", 39);
        Assert.Equal("51%", (await browser.Evaluate("document.querySelector('.stage').style.getPropertyValue('--at')")).GetString());
        await browser.Evaluate("(() => { const s = document.querySelector('.tools select'); s.value = 'lr'; s.dispatchEvent(new Event('change')) })()");
        Assert.Equal("lr", (await browser.Evaluate("document.querySelector('.stage img.left').dataset.layer")).GetString());
        Assert.True((await browser.Evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")).GetBoolean());

        await browser.Evaluate("(() => { const f = document.getElementById('filter'); f.value = '3'; f.dispatchEvent(new Event('input')) })()");
        Assert.Equal("p3.png", (await browser.Evaluate("document.querySelector('#pictures tbody').textContent.slice(0, 6)")).GetString());
        await browser.Evaluate("(() => { const f = document.getElementById('filter'); f.value = ''; f.dispatchEvent(new Event('input')) })()");

        await browser.CheckLooks("report");
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Comparison_shows_paired_differences_with_their_intervals()
    {
        var run = ProgramRun.Of(fixture.Root, null, ["eval", "--compare", fixture.File("results", "report.json"), "--out", "compared"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches($@"bad +psnr \(higher\) +-\d+\.\d+ +-\d+\.\d+ to -\d+\.\d+ +worse +0 +{ReportFixture.Count} +{ReportFixture.Count}\n", run.Output.Replace("minus bicubic", "", StringComparison.Ordinal));
        var json = JsonNode.Parse(File.ReadAllText(fixture.File("compared", "comparison.json")))!;
        Assert.All(json["compared"]!.AsArray(), row => Assert.InRange((double)row!["mean_difference"]!, (double)row["low"]!, (double)row["high"]!));

        Assert.Equal(run.Output, ProgramRun.Of(fixture.Root, null, ["eval", "--compare", fixture.File("results", "report.json")]).Output);
        using var browser = await Open("../compared/comparison.html");
        Assert.Single(browser.Requests);
        await browser.CheckLooks("comparison");
        Assert.Empty(browser.Errors);
    }

    [Theory]
    [InlineData(3, "there is no such file", "--compare", "nowhere.json")]
    [InlineData(2, "holds one method", "--compare", "one.json")]
    [InlineData(3, "is no report of eval", "--compare", "results/pictures.csv")]
    [InlineData(2, "name their folder with --lr", "--bicubic", "-r")]
    [InlineData(2, "for 1 method(s)", "--name", "a", "--name", "b")]
    [InlineData(2, "two methods are called 'a'", "-i", "good", "-i", "bad", "--name", "a", "--name", "a")]
    [InlineData(3, "over the same pictures", "-i", "lr", "-i", "few", "-m", "niqe")]
    public void Eval_says_in_one_line_what_is_wrong_with_several_methods(int code, string words, params string[] options)
    {
        fixture.MakeOddInputs();
        var run = ProgramRun.Of(fixture.Root, null, ["eval", .. options.Append(options[^1] == "-r" ? "hr" : null).OfType<string>()]);
        Assert.Equal(code, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_shows_where_lpips_finds_differences()
    {
        var run = ProgramRun.Of(fixture.Root, null, ["eval", "-i", "bad", "-r", "hr", "--metrics", "psnr,lpips-squeeze", "--out", "mapped"]);
        Assert.Equal(0, run.Code);
        var page = File.ReadAllText(fixture.File("mapped", "report.html"));
        Assert.Equal(ReportFixture.Count, page.Split("data-layer=\"lpips-squeeze map\"").Length - 1);
        Assert.DoesNotContain("lpips", File.ReadAllText(fixture.File("results", "report.html")), StringComparison.Ordinal);
        // Between the method and the truth, as without the map.
        Assert.Contains("<option selected>hr</option>", page, StringComparison.Ordinal);
    }

    private async Task<Browser> Open(string page)
    {
        return await Browser.Open(Path.Combine(fixture.Root, "results", page));
    }
}

/// <summary>A report of two methods and a bicubic enlargement over eight pictures.</summary>
public sealed class ReportFixture : IDisposable
{
    public const int Count = 8;

    public ReportFixture()
    {
        for (var i = 0; i < Count; i++)
        {
            Write("hr", i, (x, y, c) => Wave(x, y, c, i));
            Write("good", i, (x, y, c) => Wave(x, y, c, i) + 2 * ((x + y) % 2) + i / 4);
            Write("bad", i, (x, y, c) => Wave(x, y, c, i) + (x * 7 + y * (i + 2)) % (14 + 5 * i));
            Write("lr", i, (x, y, c) => Wave(4 * x + 1.5, 4 * y + 1.5, c, i), 4);
        }
        Run = Evaluate("results");
        ProgramRun.Of(Root, null, ["eval", "-i", "good", "-r", "hr", "-m", "psnr", "--json", "one.json"]);
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("tadsr-report-").FullName;

    public ProgramRun Run { get; }

    public string File(params string[] parts) => Path.Combine([Root, .. parts]);

    public ProgramRun Evaluate(string folder) =>
        ProgramRun.Of(Root, null, ["eval", "-i", "good", "-i", "bad", "-r", "hr", "--lr", "lr", "--bicubic", "--metrics", "psnr,ssim", "--out", folder]);

    public void MakeOddInputs()
    {
        if (!Directory.Exists(File("few")))
            Write("few", 0, (_, _, _) => 9);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static double Wave(double x, double y, int c, int i) => 120 + 70 * Math.Sin(x / (5 + i) + c) + 40 * Math.Cos(y / (4.0 + c));

    private void Write(string folder, int index, Func<int, int, int, double> value, int factor = 1)
    {
        var pixels = new PixelBuffer(96 / factor, 64 / factor, 3);
        for (var y = 0; y < pixels.Height; y++)
        {
            for (var x = 0; x < pixels.Width; x++)
            {
                for (var c = 0; c < 3; c++)
                    pixels[x, y, c] = (int)Math.Clamp(value(x, y, c), 0, 255);
            }
        }
        ImageFile.Write(new Picture(pixels), File(folder, $"p{index}.png"));
    }
}
