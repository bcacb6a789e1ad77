using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class PictureLibraryTests
{
    private const int Side = 1200;   // 4.3 MB of samples

    public static TheoryData<string> Extensions => [".png", ".jpg", ".webp", ".bmp", ".gif", ".tga", ".tif"];

    [Fact]
    public void Its_word_for_a_lack_of_memory_becomes_dotnets()
    {
        var error = Assert.Throws<InsufficientMemoryException>(() => PictureLibrary.Call<int>(() => throw new InvalidMemoryOperationException("too large")));

        Assert.Equal("too large", error.Message);
        Assert.True(AllocationFailure.Is(error));
        Assert.Throws<InvalidImageContentException>(() => PictureLibrary.Call<int>(() => throw new InvalidImageContentException("damaged")));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void A_picture_that_is_too_large_for_the_memory_is_not_called_damaged(string extension)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("large" + extension);
        using (var image = new Image<Rgb24>(Side, Side))
            image.Save(path);

        Assert.Throws<InsufficientMemoryException>(() => PictureLibrary.Call(() => Image.Load<Rgb24>(PictureLibrary.CreateSettings(1), path)));
    }

    [Fact]
    public void Reading_and_writing_report_it_as_out_of_memory()
    {
        using var folder = new TemporaryFolder();
        using var stream = new Exhausted();
        var token = TestContext.Current.CancellationToken;

        foreach (var error in new[]
        {
            Assert.Throws<TadSrException>(() => ImageFile.Read(stream, "a.png")),
            Assert.Throws<TadSrException>(() => ImageFile.Write(new Picture(new PixelBuffer(2, 2, 3)), folder.File("a.png"), new PictureWriteOptions(), _ => stream, token)),
        })
        {
            Assert.Equal(ErrorKind.OutOfResources, error.Kind);
            Assert.Contains("a.png: out of memory while", error.Message, StringComparison.Ordinal);
            Assert.True(AllocationFailure.Is(error.InnerException));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private sealed class Exhausted : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new InsufficientMemoryException("too large");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InsufficientMemoryException("too large");
    }
}
