using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class ReadmeSampleTests
{
    private static async Task Sample(string input, string output, Stream upload, Stream download)
    {
        // <readme>
        using var resolver = SuperResolver.Load();            // the model that comes with the package; safe for many threads
        resolver.Upscale(input, output);                      // x4; orientation, profiles, alpha, grey and 16 bits are kept
        await resolver.UpscaleAsync(upload, download, PictureFormat.Jpeg);
        // </readme>
    }

    [Fact]
    public async Task Sample_upscales_a_picture()
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-readme-").FullName;
        try
        {
            var (input, output) = (Path.Combine(folder, "photo.png"), Path.Combine(folder, "large.png"));
            ImageFile.Write(new Picture(Pictures.Pattern(20, 14)), input, cancellation: TestContext.Current.CancellationToken);
            using MemoryStream upload = new(await File.ReadAllBytesAsync(input, TestContext.Current.CancellationToken)), download = new();
            await Sample(input, output, upload, download);
            download.Position = 0;
            Assert.Equal((PictureFormat.Jpeg, 80), (ImageFile.Read(download, "download").Format, ImageFile.Read(new MemoryStream(download.ToArray()), "download").Pixels.Width));
            var pixels = ImageFile.Read(output).Pixels;
            Assert.Equal((80, 56), (pixels.Width, pixels.Height));
            Assert.Equal(Pictures.Mean(Pictures.Pattern(20, 14), 1), Pictures.Mean(pixels, 1), 1.0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Readme_shows_the_sample_that_is_compiled_here()
    {
        var readme = Path.Combine(References.RepositoryRoot(), "README.md");
        Assert.SkipUnless(File.Exists(readme), "there is no README.md");
        var source = File.ReadAllText(Path.Combine(References.RepositoryRoot(), "tests", "TadSr.Tests", "Inference", "ReadmeSampleTests.cs"));
        var start = source.IndexOf("// <readme>", StringComparison.Ordinal);
        var lines = source[start..source.IndexOf("// </readme>", start, StringComparison.Ordinal)].Split('\n')[1..^1].Select(line => line.TrimEnd()[8..]);
        Assert.Contains(string.Join('\n', lines), File.ReadAllText(readme).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
