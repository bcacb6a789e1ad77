using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Configuration;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Data;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class FolderDegradationTests
{
    [Fact]
    public void Folder_is_mirrored_and_a_picture_alone_gives_the_same_bytes()
    {
        using var folder = new PhotoFolder(3);
        folder.Add("photo0.jpg", 50, 42, 7);
        var output = Path.Combine(folder.Path, "lr");
        Assert.Equal((4, 0), Run(1).Run(folder.Path, output, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(
            ["photo0.jpg.png", "photo0.png.png", "photo2.png", "sub folder/photo1.png"],
            Directory.GetFiles(output, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(output, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        var pixels = ImageFile.Read(Path.Combine(output, "photo0.jpg.png")).Pixels;
        Assert.Equal((12, 10), (pixels.Width, pixels.Height));

        var alone = Path.Combine(folder.Path, "alone.png");
        Assert.Equal((1, 0), Run(1).Run(Path.Combine(folder.Path, "photo2.png"), alone, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(File.ReadAllBytes(Path.Combine(output, "photo2.png")), File.ReadAllBytes(alone));
        Run(2).Run(Path.Combine(folder.Path, "photo2.png"), alone, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(output, "photo2.png")), File.ReadAllBytes(alone));
    }

    [Fact]
    public void Damaged_faces_keep_their_size()
    {
        using var folder = new PhotoFolder(1);
        folder.Add("face.png", 64, 48, 3);
        var config = new DegradationConfig { Face = new FaceDegradationConfig() };
        var damaged = new FolderDegradation(config, 1, 1, NullLogger.Instance).Degrade(Path.Combine(folder.Path, "face.png"));
        Assert.Equal((64, 48), (damaged.Width, damaged.Height));
        Assert.IsType<FacePipeline>(PairDegradation.Of(config, 1));
    }

    [Fact]
    public void Bad_files_are_counted_and_the_rest_is_done()
    {
        using var folder = new PhotoFolder(2);
        File.WriteAllText(Path.Combine(folder.Path, "broken.png"), "no picture");
        folder.Add("tiny.png", 3, 3, 1);
        Assert.Equal((2, 2), Run(1).Run(folder.Path, Path.Combine(folder.Path, "out"), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Inputs_are_never_replaced_and_missing_ones_are_named()
    {
        using var folder = new PhotoFolder(1);
        var clash = Assert.Throws<TadSrException>(() => Run(1).Run(folder.Path, folder.Path, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.Usage, clash.Kind);
        var missing = Assert.Throws<TadSrException>(() => Run(1).Run(folder.Path + "-not", folder.Path, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.BadFile, missing.Kind);
        var empty = Directory.CreateDirectory(Path.Combine(folder.Path, "empty")).FullName;
        Assert.Equal($"{empty}: the folder holds no picture.", Assert.Throws<TadSrException>(() => Run(1).Run(empty, "out", cancellation: TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Outputs_of_an_earlier_run_are_no_inputs_and_links_hide_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        using var folder = new PhotoFolder(1);
        using var ways = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "lr");
        Directory.CreateSymbolicLink(ways.File("input"), folder.Path);
        for (var run = 0; run < 2; run++)
            Assert.Equal((1, 0), Run(1).Run(ways.File("input"), output, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(["photo0.png"], Directory.GetFiles(output).Select(Path.GetFileName));
        Directory.Delete(output, recursive: true);

        var clash = Assert.Throws<TadSrException>(() => Run(1).Run(folder.Path, ways.File("input"), cancellation: TestContext.Current.CancellationToken));
        Assert.Equal($"{ways.File("input/photo0.png")}: the output would replace an input; name another folder with -o.", clash.Message);
    }

    private static FolderDegradation Run(ulong seed) => new(LiteDegradation.Config, 4, seed, NullLogger.Instance);
}
