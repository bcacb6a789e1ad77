using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Degradation;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Data;

namespace TadSr.Tests.Degradation;

[Trait("Kind", "Unit")]
public sealed class DegradationPresetTests
{
    [Theory]
    [InlineData("imagenet-test", 256, 64)]
    [InlineData("celeba-test", 512, 512)]
    public void Test_set_is_written_with_its_truths_and_the_same_every_time(string name, int side, int lowSide)
    {
        using var folder = new PhotoFolder(2);
        folder.Add("wide.png", 300, 290, 2);
        // Both lie below the input: what was made is no input of the next run into the same place.
        string[] sets = [Path.Combine(folder.Path, "set"), Path.Combine(folder.Path, "set")];
        var bytes = sets.Select(set =>
        {
            Assert.Equal((3, 0), Make(name, folder.Path, set));
            return Files(set).Select(file => (Path.GetRelativePath(set, file), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))))).ToList();
        }).ToList();
        Assert.Equal(bytes[0], bytes[1]);
        Assert.Equal(["hr/photo0.png", "hr/sub folder/photo1.png", "hr/wide.png", "lr/photo0.png", "lr/sub folder/photo1.png", "lr/wide.png"], bytes[0].Select(file => file.Item1.Replace('\\', '/')));

        var low = ImageFile.Read(Path.Combine(sets[0], "lr", "wide.png")).Pixels;
        var truth = ImageFile.Read(Path.Combine(sets[0], "hr", "wide.png")).Pixels;
        Assert.Equal((lowSide, lowSide, side, side), (low.Width, low.Height, truth.Width, truth.Height));
    }

    [Fact]
    public void Truth_is_the_centre_of_the_picture_with_its_shorter_side_at_the_wanted_length()
    {
        // A ramp along x: 768 wide, halved to 384, of which columns 64 to 319 remain; pixels are alike in fours.
        var ramp = new Planes<float>(3, 512, 768);
        for (var i = 0; i < ramp.Values.Length; i++)
            ramp.Values[i] = i % 768 / 4 / 255f;
        var truth = DegradationPreset.ImageNetTest.Truth(ramp);
        Assert.Equal((256, 256), (truth.Width, truth.Height));
        foreach (var x in new[] { 0, 100, 255 })
            Assert.Equal((x + 64) / 2, truth.Row(1, 17)[x] * 255, 1e-3);
    }

    [Fact]
    public void Truths_never_replace_the_pictures_that_they_are_made_of()
    {
        using var folder = new PhotoFolder(0);
        folder.Add("hr/a.png", 40, 40, 1);
        var error = Assert.Throws<TadSrException>(() => Make("imagenet-test", Path.Combine(folder.Path, "hr"), folder.Path));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Equal(40, ImageFile.Read(Path.Combine(folder.Path, "hr", "a.png")).Pixels.Width);
        Assert.Contains("imagenet-test, celeba-test", Assert.Throws<TadSrException>(() => DegradationPreset.Of("set5")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_those_of_the_papers_sets()
    {
        foreach (var seed in Enumerable.Range(0, 200))
        {
            var plan = DegradationPlan.Draw(DegradationPreset.ImageNetTest.Damage, new CounterRandom((ulong)seed, 0), new CounterRandom((ulong)seed, 1));
            Assert.Null(plan.Second);
            Assert.InRange(plan.First!.Scale, 0.5, 1.5);
            Assert.InRange(plan.First.JpegQuality!.Value, 70, 95);
            Assert.InRange(plan.FinalJpegQuality!.Value, 80, 100);
            var face = FacePlan.Draw(DegradationPreset.CelebATest.Damage.Face!, new CounterRandom((ulong)seed, 0));
            var kernel = Assert.IsType<KernelDraw>(face.Kernel);
            Assert.InRange(kernel.SigmaX, 4, 16);
            Assert.NotEqual(kernel.SigmaX, kernel.SigmaY);
            Assert.InRange(face.Downsample, 1, 32);
            Assert.InRange(face.Quality, 30, 70);
            Assert.False(face.Gray);
        }
    }

    private static (int Written, int Failed) Make(string name, string input, string output) =>
        new FolderDegradation(DegradationPreset.Of(name), DegradationPreset.Seed, NullLogger.Instance).Run(input, output, cancellation: TestContext.Current.CancellationToken);

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
