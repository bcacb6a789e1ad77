using System.Xml.Linq;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class AnalyzeCommandTests : IDisposable
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-analyze-").FullName;

    public AnalyzeCommandTests()
    {
        Write("hr/a.png", 320, 192, (_, _) => 100);
        Write("lr/a.png", 80, 48, (_, _) => 100);
        // The method is wrong in one place alone, which is what the sheet has to show.
        Write("mine & yours/a.png", 320, 192, (x, y) => x is >= 176 and < 304 && y is >= 48 and < 176 ? 140 : 100);
        Write("tall/a.png", 192, 320, (_, _) => 100);
    }

    [Fact]
    public void Sheet_shows_the_part_where_the_first_method_differs_most_in_every_version()
    {
        var run = Sheet("-i", "mine & yours", "-r", "hr", "--lr", "lr", "--bicubic");

        Assert.Equal((0, "s.svg: 1 picture"), (run.Code, run.Output.Trim()));
        var drawing = XDocument.Load(Path.Combine(root, "s.svg")).Root!;
        Assert.Equal(["lr", "bicubic", "mine & yours", "hr", "a"], drawing.Elements(svg + "text").Select(text => text.Value));
        var images = drawing.Elements(svg + "image").Select(image => Decode((string)image.Attribute("href")!)).ToList();
        Assert.Equal([(320, 192), (32, 32), (128, 128), (128, 128), (128, 128)], images.Select(image => (image.Width, image.Height)));
        Assert.Equal([100, 100, 140, 100], images.Skip(1).Select(image => image[0, 0, 0]));
        Assert.Equal(140, images[3][127, 127, 2]);
        var mark = drawing.Elements(svg + "rect").Last();
        Assert.Equal(("143", "63", "104"), ((string)mark.Attribute("x")!, (string)mark.Attribute("y")!, (string)mark.Attribute("width")!));
    }

    [Fact]
    public void Sheet_shows_the_part_that_is_asked_for()
    {
        Assert.Equal(0, Sheet("-i", "mine & yours", "-i", "hr", "--name", "x", "--name", "y", "-p", "a.png", "--part", "172,40,64,32").Code);

        var images = XDocument.Load(Path.Combine(root, "s.svg")).Root!.Elements(svg + "image").Select(image => Decode((string)image.Attribute("href")!)).ToList();
        Assert.Equal([(320, 192), (64, 32), (64, 32)], images.Select(image => (image.Width, image.Height)));
        Assert.Equal((100, 140), (images[1][3, 8, 0], images[1][4, 8, 0]));
    }

    [Theory]
    [InlineData(2, "--part is 1,2,3", "--part", "1,2,3")]
    [InlineData(2, "does not lie inside 320 x 192", "--part", "300,0,64,64")]
    [InlineData(3, "no such picture", "-p", "b")]
    [InlineData(2, "name their folder with --lr", "--bicubic")]
    [InlineData(3, "versions of a picture have one shape", "-i", "tall")]
    [InlineData(3, "there is no such file or folder", "-i", "nowhere")]
    public void Sheet_says_in_one_line_what_is_wrong(int code, string words, params string[] options)
    {
        var run = Sheet(["-i", "hr", .. options]);

        Assert.Equal(code, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(root, "s.svg")));
    }

    [Fact]
    public void Scores_compare_student_teacher_and_truth_at_every_time()
    {
        var model = TinyModelFile.WriteTo(root);
        Write("hr2/b.png", 96, 64, (x, y) => (byte)(x * 2 + y));
        Write("lr2/b.png", 24, 16, (x, y) => (byte)(x * 8 + y * 4));

        var run = ProgramRun.Of("analyze", "scores", "--student", model, "--teacher", model, "-i", Path.Combine(root, "lr2"), "-r", Path.Combine(root, "hr2"), "-o", Path.Combine(root, "f.svg"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        var drawing = XDocument.Load(Path.Combine(root, "f.svg")).Root!;
        var images = drawing.Elements(svg + "image").Select(image => Decode((string)image.Attribute("href")!)).ToList();
        // Three results and three differences at four times: pictures in pixels of the truth, differences in those of the latent.
        Assert.Equal(24, images.Count);
        Assert.All(images.Take(12), image => Assert.Equal((96, 64), (image.Width, image.Height)));
        Assert.All(images.Skip(12), image => Assert.Equal((24, 16), (image.Width, image.Height)));
        Assert.Equal(3, drawing.Elements(svg + "polyline").Count());
        var rows = File.ReadAllLines(Path.Combine(root, "f.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(12, rows.Count);
        Assert.Equal(["b", "student - teacher", "0"], rows[0].Take(3));
        Assert.All(rows, row => Assert.True(double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture) > 0));
        // Far more of the truth than of the other result of one network differs.
        Assert.True(Mean("student - truth") > Mean("student - teacher"));

        double Mean(string pair) => rows.Where(row => row[1] == pair).Average(row => double.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Scores_name_a_time_and_a_truth_that_do_not_fit()
    {
        var model = TinyModelFile.WriteTo(root);
        Write("lr2/b.png", 24, 16, (_, _) => 100);
        Write("hr2/b.png", 90, 64, (_, _) => 100);
        string[] models = ["analyze", "scores", "--student", model, "--teacher", model, "-i", Path.Combine(root, "lr2"), "-o", Path.Combine(root, "f.svg")];

        var time = ProgramRun.Of([.. models, "--t", "4"]);
        var truth = ProgramRun.Of([.. models, "-r", Path.Combine(root, "hr2")]);
        var general = ProgramRun.Of([.. models[..4], "--teacher", "general", .. models[6..]]);

        Assert.Equal((2, "--t is 4; the schedule has 4 steps, use 0 to 3."), (time.Code, Assert.Single(time.ErrorLines)));
        Assert.Equal((3, true), (truth.Code, Assert.Single(truth.ErrorLines).EndsWith("is 90 x 64; the truth of 24 x 16 is 96 x 64.", StringComparison.Ordinal)));
        Assert.Equal(3, general.Code);
        Assert.Single(general.ErrorLines);
        Assert.False(File.Exists(Path.Combine(root, "f.svg")));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private ProgramRun Sheet(params string[] options) => ProgramRun.Of(root, null, ["analyze", "sheet", .. options, "-o", "s.svg"]);

    private static PixelBuffer Decode(string address)
    {
        using var stream = new MemoryStream(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]));
        return ImageFile.Read(stream, "part").Pixels;
    }

    private void Write(string path, int width, int height, Func<int, int, int> level)
    {
        var pixels = new PixelBuffer(width, height, 3);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < 3; c++)
                    pixels[x, y, c] = level(x, y);
            }
        }
        ImageFile.Write(new Picture(pixels), Path.Combine(root, path));
    }
}
