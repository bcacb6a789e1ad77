using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class FolderPlanTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-plan-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Outputs_mirror_the_inputs_and_never_share_a_name()
    {
        Write("in/a.png", "in/a.jpg", "in/A.PNG", "in/sub/b.bmp.png", "in/sub/b.png");
        var plan = Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("out"), Format = PictureFormat.Png });
        var outputs = plan.Items.Select(item => Path.GetRelativePath(Full("out"), item.Output!).Replace('\\', '/')).ToArray();
        Assert.Equal(5, outputs.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("A.PNG", outputs);
        Assert.Contains("a-2.png", outputs);
        Assert.Contains("a.jpg.png", outputs);
        Assert.Contains("sub/b.png", outputs);
    }

    [Theory]
    [InlineData("in/out")]
    [InlineData("in/out/")]
    public void Outputs_of_an_earlier_run_below_the_input_are_no_inputs(string output)
    {
        Write("in/a.png", "in/out/a.png");
        var plan = Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full(output), Overwrite = true });
        Assert.Equal(Full("in/a.png"), Assert.Single(plan.Items).Input);
    }

    [Fact]
    public void Linked_folders_are_inputs_and_mirrored_under_the_name_of_the_link()
    {
        Write("in/a.png", "elsewhere/b.png", "elsewhere/sub/c.png");
        Link("in/more", "elsewhere");

        Assert.Equal(["in/a.png -> out/a.png", "in/more/b.png -> out/more/b.png", "in/more/sub/c.png -> out/more/sub/c.png"], Pairs("in", "out"));
        Assert.Equal(["in/a.png -> out/a.png"], Pairs("in", "out", recursive: false));
    }

    [Fact]
    public void Links_in_a_circle_and_into_each_other_end()
    {
        Write("in/x/a.png", "in/y/b.png");
        Link("in/x/up", "in");
        Link("in/x/over", "in/y");
        Link("in/y/over", "in/x");

        Assert.Equal(
            ["in/x/a.png -> out/x/a.png", "in/x/over/b.png -> out/x/over/b.png", "in/y/b.png -> out/y/b.png", "in/y/over/a.png -> out/y/over/a.png"],
            Pairs("in", "out"));
    }

    [Fact]
    public void Link_to_the_outputs_of_an_earlier_run_leads_to_no_inputs()
    {
        Write("in/a.png", "out/a.png");
        Link("in/done", "out");

        Assert.Equal(["in/a.png -> out/a.png"], Pairs("in", "out"));
    }

    [Theory]
    [InlineData("in", "elsewhere")]         // elsewhere/sub/b.png is an input by the name in/sub/b.png
    [InlineData("in", "way")]
    [InlineData("elsewhere", "way")]
    public void Plan_refuses_to_replace_an_input_that_has_another_name(string input, string output)
    {
        Write("in/a.png", "elsewhere/sub/b.png");
        Link("in/sub", "elsewhere/sub");
        Link("way", "elsewhere");

        var error = Assert.Throws<TadSrException>(() => Pairs(input, output));

        Assert.Equal((ErrorKind.Usage, $"{Full($"{output}/sub/b.png")}: the output would replace an input; choose another FolderRunOptions.Output."), (error.Kind, error.Message));
    }

    [Fact]
    public void Plan_refuses_to_replace_an_input()
    {
        Write("in/a.png", "in/b.jpg");
        var error = Assert.Throws<TadSrException>(() => Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("in") }));
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Fact]
    public void Output_is_a_file_when_it_has_a_picture_extension_and_the_input_is_one_file()
    {
        Write("in/a.png");
        Assert.Equal(Full("x.jpg"), Create(new FolderRunOptions { Inputs = [Full("in/a.png")], Output = Full("x.jpg") }).Items[0].Output);
        Assert.Equal(Full("x.jpg/a.png"), Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("x.jpg") }).Items[0].Output);
        Assert.Equal(Full("x/a.png"), Create(new FolderRunOptions { Inputs = [Full("in/a.png")], Output = Full("x") }).Items[0].Output);
        Assert.Throws<TadSrException>(() => Create(new FolderRunOptions { Inputs = [Full("in/a.png")], Output = Full("x.jpg"), Format = PictureFormat.Png }));
    }

    [Fact]
    public void Format_follows_the_content_and_is_png_where_it_is_not_written()
    {
        Write("in/photo.jpeg");
        File.Move(Full("in/photo.jpeg"), Full("in/photo.png"));
        Write("in/b.jfif");
        File.WriteAllBytes(Full("in/c.ppm"), "P6 1 1 255\n\0\0\0"u8.ToArray());
        var plan = Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("out") });
        Assert.Equal(["b.jfif", "c.png", "photo.jpg"], plan.Items.Select(item => Path.GetFileName(item.Output)));
    }

    [Fact]
    public void Files_that_promise_no_picture_are_skipped_and_others_fail()
    {
        Write("in/a.png");
        File.WriteAllText(Full("in/Thumbs.db"), "\0\0");
        File.WriteAllText(Full("in/._a.png"), "\0\0");
        File.WriteAllText(Full("in/b.heic"), "\0\0\0\u0018ftypheic");
        File.WriteAllText(Full("in/c.png"), "text");
        var plan = Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("out") });
        var states = plan.Items.ToDictionary(item => Path.GetFileName(item.Input), item => item.SkipReason is not null ? "skipped" : item.Problem is not null ? "failed" : "pending");
        Assert.Equal("pending", states["a.png"]);
        Assert.Equal("skipped", states["Thumbs.db"]);
        Assert.Equal("skipped", states["._a.png"]);
        Assert.Equal("failed", states["b.heic"]);
        Assert.Equal("failed", states["c.png"]);
        var heic = plan.Items.Single(item => item.Input.EndsWith("heic", StringComparison.Ordinal)).Problem!.Message;
        Assert.Contains("magick", heic, StringComparison.Ordinal);
        Assert.Contains("ImageFile.LibVipsFolder", heic, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_without_any_picture_is_an_error()
    {
        Directory.CreateDirectory(Full("in"));
        File.WriteAllText(Full("in/notes.txt"), "notes");
        Assert.Equal(ErrorKind.BadFile, Assert.Throws<TadSrException>(() => Create(new FolderRunOptions { Inputs = [Full("in")], Output = Full("out") })).Kind);
    }

    private static FolderPlan Create(FolderRunOptions options) => FolderPlan.Create(options);

    private string[] Pairs(string input, string output, bool recursive = true)
        => [.. Create(new FolderRunOptions { Inputs = [Full(input)], Output = Full(output), Recursive = recursive, Overwrite = true }).Items
            .Select(item => $"{Path.GetRelativePath(folder, item.Input)} -> {Path.GetRelativePath(folder, item.Output!)}")];

    private void Link(string name, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        Directory.CreateSymbolicLink(Full(name), Full(target));
    }

    private string Full(string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));

    private void Write(params string[] names)
    {
        foreach (var name in names)
            ImageFile.Write(new Picture(new PixelBuffer(2, 2, 3)), Full(name), cancellation: TestContext.Current.CancellationToken);
    }
}
