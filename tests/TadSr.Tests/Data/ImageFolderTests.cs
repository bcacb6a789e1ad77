using System.Security.Cryptography;
using TadSr.Configuration;
using TadSr.Data;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Data;

[Trait("Kind", "Unit")]
public sealed class ImageFolderTests
{
    [Fact]
    public void Report_counts_files_and_names_rejects_with_reasons()
    {
        using var folder = new PhotoFolder();
        folder.Add("small.png", 40, 20, 1);
        File.WriteAllBytes(Path.Combine(folder.Path, "empty.jpg"), []);
        File.WriteAllText(Path.Combine(folder.Path, "text.png"), "hello");
        File.WriteAllText(Path.Combine(folder.Path, "notes.txt"), "hello");
        var jpeg = File.ReadAllBytes(Path.Combine(folder.Path, "sub folder/photo1.jpg"));
        File.WriteAllBytes(Path.Combine(folder.Path, "cut.jpg"), jpeg[..(jpeg.Length / 2)]);
        var scan = ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(5, scan.Pictures.Count);
        Assert.Equal(1, scan.OtherFiles);
        Assert.Equal(
            ["cut.jpg: truncated: the picture ends before its last row; get it again, or set FolderRunOptions.AcceptDamaged to take what there is", "empty.jpg: the file is empty", "small.png: 40 x 20 is smaller than the crop of 32", "text.png: this is text, not a picture"],
            scan.Rejected.Select(r => $"{Path.GetFileName(r.Path)}: {r.Reason}"));
        var report = scan.Report(most: 2);
        Assert.StartsWith("data: 5 pictures (0 megapixels; shorter side 80 to 80, median 80)", report[0], StringComparison.Ordinal);
        Assert.Contains("data: 1 other files ignored", report);
        Assert.Contains("data: 4 rejected", report);
        Assert.Equal("data: and 2 more", report[^1]);
    }

    [Fact]
    public void Films_behind_a_picture_change_neither_its_place_nor_its_pixels()
    {
        using var folder = new PhotoFolder();
        foreach (var name in new[] { "photo0.png", "sub folder/photo1.jpg" })
        {
            var (photo, path) = (File.ReadAllBytes(Path.Combine(folder.Path, name)), Path.Combine(folder.Path, $"film {Path.GetFileName(name)}"));
            File.WriteAllBytes(path, [.. photo, .. "\0\0\0\u0018ftypmp42"u8, .. new byte[100_000]]);

            var (alone, together) = (PictureReader.Decode(Path.Combine(folder.Path, name)), PictureReader.Decode(path));
            Assert.Equal((alone.Width, alone.Height), PictureReader.Measure(path));
            Assert.Equal(alone.Samples, together.Samples);
        }
        Assert.Empty(ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken).Rejected);
    }

    [Fact]
    public void Sub_folders_are_searched_unless_switched_off()
    {
        using var folder = new PhotoFolder();
        Assert.Equal(5, ImageFolder.Scan([folder.Source], 32, cancellation: TestContext.Current.CancellationToken).Pictures.Count);
        Assert.Equal(3, ImageFolder.Scan([folder.Source with { Recursive = false }], 32, cancellation: TestContext.Current.CancellationToken).Pictures.Count);
    }

    [Fact]
    public void Excluded_names_are_left_out_and_hashes_tell_files_of_one_name_apart()
    {
        using var folder = new PhotoFolder();
        var list = Path.Combine(folder.Path, "exclude.list");
        var hash = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder.Path, "photo0.png"))));
        File.WriteAllText(list, $"# shown to users\nphoto1.jpg\n\nphoto0.png {hash}\nphoto2.png {new string('0', 64)}\n");
        var exclude = ExcludeList.Read(list);
        var scan = ImageFolder.Scan([folder.Source], 32, exclude, TestContext.Current.CancellationToken);
        Assert.Equal(3, exclude.Count);
        Assert.Equal(["photo0.png", "photo1.jpg"], scan.Excluded.Select(Path.GetFileName).Order());
        Assert.Equal(["photo2.png", "photo3.jpg", "photo4.png"], scan.Pictures.Select(p => Path.GetFileName(p.Path)).Order());
    }

    [Fact]
    public void Weights_steer_how_often_a_folder_is_drawn()
    {
        using var often = new PhotoFolder(2);
        using var seldom = new PhotoFolder(2);
        var scan = ImageFolder.Scan([often.Source with { Weight = 4 }, seldom.Source], 32, cancellation: TestContext.Current.CancellationToken);
        var dataset = new PairDataset(scan, new DataConfig { Crop = 16 }, new Halving(), 1);
        var share = Enumerable.Range(0, 2000).Count(k => dataset.Sample(k).File.StartsWith(often.Path, StringComparison.Ordinal));
        Assert.InRange(share, 1600 - 72, 1600 + 72);                 // 4 sigma
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Missing_and_empty_folders_name_the_expected_layout_in_one_line(bool exists)
    {
        var path = Directory.CreateTempSubdirectory("tadsr-empty-").FullName;
        if (!exists)
            Directory.Delete(path);
        try
        {
            var error = Assert.Throws<TadSrException>(() => ImageFolder.Scan([new DataFolderConfig { Folder = path }], 128, cancellation: TestContext.Current.CancellationToken));
            Assert.Equal(ErrorKind.BadFile, error.Kind);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains("Expected is a folder of photographs (jpg, png, webp, tiff, bmp; sub-folders are searched), each at least 128 x 128 pixels", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        finally
        {
            if (exists)
                Directory.Delete(path);
        }
    }

    [Fact]
    public void Shipped_exclude_list_is_found_from_any_folder()
        => Assert.Equal(8, ExcludeList.Read(PresetFile.Locate("samples/EXCLUDE.txt")).Count);

    [Fact]
    public void Missing_exclude_list_is_an_error()
        => Assert.Equal(ErrorKind.BadFile, Assert.Throws<TadSrException>(() => ExcludeList.Read("/does/not/exist.txt")).Kind);

    private sealed class Halving : IPairDegradation
    {
        public int Scale => 2;

        public DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
            => new(new Planes<float>(3, truth.Height / 2, truth.Width / 2), truth);
    }
}
