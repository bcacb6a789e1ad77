using System.Globalization;

namespace TadSr.Cli.Tests;

/// <summary>The files that went wrong once, all in one folder, through the commands that read pictures.</summary>
[Trait("Kind", "Unit")]
public sealed class FaultRunTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    private static readonly string Faults = Path.Combine(Path.GetDirectoryName(InferFixture.GoldenImages)!, "faults");

    // A JPEG about which its decoder can only warn is written and counts as partial.
    private const string Warned = "jpeg_stray_bytes.jpg";

    [Fact]
    public void Infer_does_or_names_each_file_of_the_folder_and_leaves_nothing_behind()
    {
        var (input, output) = (Inputs(), fixture.NewFolder());
        var run = fixture.Infer("-i", input, "-o", output, "--format", "png");
        var (read, refused) = (Names("read", "oriented"), Names("refused"));

        Assert.Equal(4, run.Code);
        Assert.Contains($"{read.Count + refused.Count} inputs = {read.Count} written + 0 skipped + {refused.Count} failed (1 of the written come of damaged inputs)", run.Output, StringComparison.Ordinal);
        Assert.Equal(read.Count, InferFixture.Files(output).Count);
        Assert.All(InferFixture.Files(output), file => Assert.EndsWith(".png", file, StringComparison.Ordinal));
        foreach (var name in refused)
            Assert.Single(run.ErrorLines, line => line.Contains(name + ": ", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal));
        Assert.Contains(run.ErrorLines, line => line.Contains(Warned, StringComparison.Ordinal) && line.Contains("the decoder had to guess", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        foreach (var word in new[] { "Nullable", "Index was outside", "Sequence contains", "Object reference", "VIPS-" })
            Assert.DoesNotContain(word, run.Error, StringComparison.Ordinal);

        foreach (var name in new[] { "adam7_2x1.png", "webp_exif_prefix.webp", Warned })
        {
            var alone = fixture.NewFolder();
            var one = fixture.Infer("-i", Path.Combine(input, name), "-o", alone, "--format", "png");
            Assert.Equal(name == Warned ? 4 : 0, one.Code);
            var file = Path.ChangeExtension(name, ".png");
            Assert.Equal(File.ReadAllBytes(Path.Combine(output, file)), File.ReadAllBytes(Path.Combine(alone, file)));
        }
    }

    [Fact]
    public void Accept_damaged_takes_what_there_is_of_a_cut_file()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        string[] names = ["truncated.bmp", "truncated.ppm", "truncated.tga", "truncated.tif", "truncated_stream.png", "truncated_ended.jpg"];
        foreach (var name in names)
            File.Copy(Path.Combine(Faults, name), Path.Combine(input, name));
        var run = fixture.Infer("-i", input, "-o", output, "--format", "png", "--accept-damaged");

        Assert.Equal(4, run.Code);
        Assert.Contains($"{names.Length} written + 0 skipped + 0 failed ({names.Length} of the written come of damaged inputs)", run.Output, StringComparison.Ordinal);
        Assert.Equal(names.Length, InferFixture.Files(output).Count);
    }

    [Fact]
    public void Eval_measures_or_names_each_file()
    {
        var (input, truth) = (fixture.NewFolder(), fixture.NewFolder());
        foreach (var name in Names("read", "refused"))
        {
            File.Copy(Path.Combine(Faults, name), Path.Combine(input, Stem(name) + Path.GetExtension(name)));
            var expected = Path.Combine(Faults, name + ".png");
            File.Copy(File.Exists(expected) ? expected : Path.Combine(Faults, "png_srgb.png"), Path.Combine(truth, Stem(name) + ".png"));
        }
        var report = Path.Combine(truth, "report.csv");
        var run = ProgramRun.Of("eval", "-i", input, "-r", truth, "--metrics", "ssim", "--csv", report);

        Assert.Equal(4, run.Code);
        foreach (var name in Names("refused"))
            Assert.Contains(run.ErrorLines, line => line.Contains(Stem(name), StringComparison.Ordinal));
        var values = File.ReadLines(report).Skip(1).Select(line => line.Split(',')).ToDictionary(row => Path.GetFileNameWithoutExtension(row[0]), row => row[1]);
        foreach (var name in Names("read").Where(name => !name.StartsWith("adam7", StringComparison.Ordinal) && name != "pbm_plain.pbm"))   // too small for the metric
            Assert.True(double.Parse(values[Stem(name)], CultureInfo.InvariantCulture) > 0.98, $"{name}: {values[Stem(name)]}");

        // A pair goes by its stem, and several of the files differ in nothing but their extension.
        static string Stem(string name) => name.Replace('.', '_');
    }

    private string Inputs()
    {
        var folder = fixture.NewFolder();
        foreach (var name in Names("read", "refused", "oriented"))
            File.Copy(Path.Combine(Faults, name), Path.Combine(folder, name));
        return folder;
    }

    private static List<string> Names(params string[] kinds)
        => [.. File.ReadLines(Path.Combine(Faults, "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')).Where(row => row.Length > 2 && kinds.Contains(row[1])).Select(row => row[0])];
}
