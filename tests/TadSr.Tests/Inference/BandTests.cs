using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class BandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-bands-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Output => Path.Combine(folder, "out.png");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(101, 67, 3, 8, 1)]
    [InlineData(33, 90, 4, 8, 1)]
    [InlineData(40, 41, 2, 16, 3)]
    [InlineData(64, 20, 1, 8, 2)]
    [InlineData(25, 70, 3, 16, 1)]
    public void Result_in_a_file_equals_the_one_in_memory(int width, int height, int channels, int bitDepth, int batch)
    {
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Tile = 24, Overlap = 12, Batch = batch });
        var picture = Pictures.Pattern(width, height, channels, bitDepth);
        var expected = resolver.Upscale(picture, cancellation: Token);
        using var scratch = new PixelScratch(Output, limit: 0);
        var input = scratch.Create(width, height, channels, bitDepth);
        for (var y = 0; y < height; y++)
            input.SetRow(y, picture.Row(y));
        var result = resolver.Upscale(new Picture(input), scratch, null, Token).Pixels;
        Assert.Equal(expected.Bytes.ToArray(), result.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Turned_rows_lie_alike_in_a_file_and_in_memory(int orientation)
    {
        var stored = Pictures.Pattern(13, 9, 3);
        using var scratch = new PixelScratch(Output, limit: 0);
        var (width, height) = orientation >= 5 ? (9, 13) : (13, 9);
        PixelBuffer[] targets = [PixelScratch.None.Create(width, height, 3, 8), scratch.Create(width, height, 3, 8)];
        foreach (var target in targets)
        {
            for (var y = 0; y < 9; y += 4)
            {
                var rows = Math.Min(4, 9 - y);
                TadSr.Imaging.Formats.Orientation.Place(stored.Bytes.Slice(y * stored.Stride, rows * stored.Stride), rows, y, orientation, target);
            }
        }
        Assert.Equal(targets[0].Bytes.ToArray(), targets[1].Bytes.ToArray());
        var (x0, y0) = orientation switch { 1 => (0, 0), 2 => (12, 0), 3 => (12, 8), 4 => (0, 8), 5 => (0, 0), 6 => (8, 0), 7 => (8, 12), _ => (0, 12) };
        Assert.Equal(stored[0, 0, 1], targets[0][x0, y0, 1]);
    }

    [Fact]
    public void Nothing_stays_after_success_an_error_or_a_cancelled_run()
    {
        using (var scratch = new PixelScratch(Output, limit: 0))
        {
            using var resolver = TinyModel.Resolver();
            resolver.Upscale(new Picture(Pictures.Pattern(30, 30)), scratch, null, Token);
        }
        using (var scratch = new PixelScratch(Output, limit: 0))
        {
            using var broken = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => zt * float.NaN));
            using var resolver = TinyModel.Resolver(model: broken);
            Assert.Throws<TadSrException>(() => resolver.Upscale(new Picture(Pictures.Pattern(30, 30)), scratch, null, Token));
        }
        using (var scratch = new PixelScratch(Output, limit: 0))
        {
            using var resolver = TinyModel.Resolver();
            Assert.Throws<OperationCanceledException>(() => resolver.Upscale(new Picture(Pictures.Pattern(30, 30)), scratch, null, new CancellationToken(canceled: true)));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Files_for_samples_have_no_name_that_a_killed_process_could_leave()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there the system removes the file with the process");
        using var scratch = new PixelScratch(Output, limit: 0);
        scratch.Create(20, 20, 3, 8).SetRow(19, new byte[60]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Samples_are_not_looked_at_after_their_file_is_gone()
    {
        var scratch = new PixelScratch(Output, limit: 0);
        var picture = scratch.Create(4, 4, 1, 8);
        scratch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => picture.Row(0).Length);
    }

    [Fact]
    public void More_than_the_disk_has_is_refused_by_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "how files are reserved differs");
        var error = Assert.Throws<TadSrException>(() => AtomicFile.CreateRaw(Output, 1L << 50));
        Assert.Equal(ErrorKind.OutOfResources, error.Kind);
        Assert.StartsWith(Output, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Need_of_memory_does_not_grow_with_the_height_where_samples_lie_in_files()
    {
        long Need(int height) => Measure(height).Total;
        Assert.InRange(Need(12000), Need(6000), Need(6000) * 1.02);

        MemoryNeed Measure(int height)
        {
            using var scratch = new PixelScratch(Output);
            var plan = new TilePlan(4000, height, 256, 256, 240, 240);
            return MemoryNeed.Of(new() { Scale = 4 }, plan, 4000, height, 3, 8, new SuperResolverOptions { Blend = BlendMode.Average }, repairsColours: true, scratch, codecs: 0) with { Working = 0 };
        }
    }
}
