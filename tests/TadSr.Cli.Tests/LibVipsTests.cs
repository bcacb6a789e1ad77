namespace TadSr.Cli.Tests;

/// <summary>A libvips of the user's own in place of the program's.</summary>
[Trait("Kind", "Unit")]
public sealed class LibVipsTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    // The library of these tests, asked for by its place: to the program it is one of the user's.
    private static readonly string? Own = Directory.EnumerateFiles(AppContext.BaseDirectory, "libvips*42*", SearchOption.AllDirectories).Select(Path.GetDirectoryName).FirstOrDefault();

    [Fact]
    public void Library_of_a_folder_reads_and_writes_as_the_programs_own()
    {
        var (input, first, second) = (fixture.NewFolder(), fixture.NewFolder(), fixture.NewFolder());
        foreach (var name in new[] { "progressive.jpg", "lossy.webp", "lzw.tiff" })
            File.Copy(Path.Combine(InferFixture.GoldenImages, name), Path.Combine(input, name));
        var plain = fixture.Infer("-i", input, "-o", first);
        var asked = fixture.Infer("-i", input, "-o", second, "--libvips", Own!);

        Assert.Equal((0, 0), (plain.Code, asked.Code));
        Assert.Equal(3, InferFixture.Files(first).Count);
        Assert.Equal(InferFixture.Files(first), InferFixture.Files(second));
        Assert.All(InferFixture.Files(first), file => Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file))));
    }

    [Fact]
    public void Heic_is_refused_with_the_option_or_with_what_its_library_says()
    {
        var (input, output) = (fixture.NewFolder(), fixture.NewFolder());
        var file = Path.Combine(input, "photo.heic");
        File.WriteAllBytes(file, [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8, .. new byte[40]]);
        var plain = fixture.Infer("-i", file, "-o", output);
        var asked = fixture.Infer("-i", file, "-o", output, "--libvips", Own!);

        Assert.Equal((3, 3), (plain.Code, asked.Code));
        Assert.Contains(plain.ErrorLines, line => line.Contains("name the folder of a libvips of your own that reads it (--libvips or TADSR_LIBVIPS", StringComparison.Ordinal) && line.Contains("magick in.heic", StringComparison.Ordinal));
        Assert.Contains(asked.ErrorLines, line => line.Contains("photo.heic: cannot be decoded: ", StringComparison.Ordinal));
        Assert.Empty(InferFixture.Files(output));
    }

    [Fact]
    public void Folder_without_a_library_and_a_file_that_is_none_are_one_line_each()
    {
        var folder = fixture.NewFolder();
        var file = Path.Combine(folder, "libvips");
        File.WriteAllText(file, "none");
        foreach (var (path, words) in new[] { (folder, "there is no such file; name the folder that holds libvips"), (file, "does not load as libvips") })
        {
            var run = fixture.Infer("-i", Path.Combine(InferFixture.GoldenImages, "rgb8.png"), "-o", Path.Combine(folder, "out"), "--libvips", path);
            Assert.Equal(3, run.Code);
            Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        }
    }
}
