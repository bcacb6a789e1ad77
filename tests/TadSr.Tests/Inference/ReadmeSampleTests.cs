using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class ReadmeSampleTests
{
    private static void Sample(string weights, string input, string output)
    {
        // <readme>
        using var resolver = SuperResolver.Load(weights, new SuperResolverOptions { Seed = 1 });
        var photo = ImageFile.Read(input);                    // upright; grey, alpha, 16 bits and profiles are kept
        ImageFile.Write(resolver.Upscale(photo), output);     // x4, written under a temporary name, then renamed
        // </readme>
    }

    [Fact]
    public void Sample_upscales_a_picture()
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-readme-").FullName;
        try
        {
            var (weights, input, output) = (TinyModel.WriteTo(folder), Path.Combine(folder, "photo.png"), Path.Combine(folder, "large.png"));
            ImageFile.Write(new Picture(Pictures.Pattern(20, 14)), input, cancellation: TestContext.Current.CancellationToken);
            Sample(weights, input, output);
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
