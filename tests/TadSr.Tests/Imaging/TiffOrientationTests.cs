using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using TadSr.Imaging;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class TiffOrientationTests : IDisposable
{
    private const int Width = 3, Height = 2;

    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-tiff-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Where the sample of stored column x and row y must appear.
    public static TheoryData<ushort, int, int, int, int> Places => new()
    {
        { 1, 3, 2, 0, 0 },
        { 2, 3, 2, 2, 0 },
        { 3, 3, 2, 2, 1 },
        { 4, 3, 2, 0, 1 },
        { 5, 2, 3, 0, 0 },
        { 6, 2, 3, 1, 0 },
        { 7, 2, 3, 1, 2 },
        { 8, 2, 3, 0, 2 },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Tiff_stands_upright_whoever_wrote_it(ushort orientation, int width, int height, int x, int y)
    {
        foreach (var path in new[] { ByHand(orientation), ByImageSharp(orientation) })
        {
            var picture = ImageFile.Read(path);
            Assert.Equal((width, height), (picture.Pixels.Width, picture.Pixels.Height));
            Assert.Equal(250, picture.Pixels[x, y, 0]);   // the first sample that is stored

            var copy = Path.Combine(folder, "copy.png");
            ImageFile.Write(picture, copy, cancellation: TestContext.Current.CancellationToken);
            using var written = Image.Load<Rgb24>(copy);
            Assert.Equal((width, height), (written.Width, written.Height));
            Assert.True(written.Metadata.ExifProfile?.GetValue(ExifTag.Orientation) is null or { Value: 1 });
        }
    }

    private string ByImageSharp(ushort orientation)
    {
        using var image = new Image<Rgb24>(Width, Height);
        image[0, 0] = new Rgb24(250, 0, 0);
        var exif = new ExifProfile();
        exif.SetValue(ExifTag.Orientation, orientation);
        image.Frames.RootFrame.Metadata.ExifProfile = exif;
        var path = Path.Combine(folder, "imagesharp.tif");
        image.SaveAsTiff(path);
        return path;
    }

    // Big-endian, one uncompressed strip behind the directory: what scanners write.
    private string ByHand(ushort orientation)
    {
        (ushort Tag, ushort Type, uint Count, uint Value)[] entries =
        [
            (256, 3, 1, Width << 16), (257, 3, 1, Height << 16), (258, 3, 1, 8 << 16), (259, 3, 1, 1 << 16), (262, 3, 1, 1 << 16), (273, 4, 1, 200),
            (274, 3, 1, (uint)orientation << 16), (277, 3, 1, 1 << 16), (278, 3, 1, Height << 16), (279, 4, 1, Width * Height),
        ];
        using var file = new MemoryStream();
        file.Write([(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, (byte)entries.Length]);
        foreach (var (tag, type, count, value) in entries)
        {
            file.Write([(byte)(tag >> 8), (byte)tag, 0, (byte)type]);
            foreach (var number in new[] { count, value })
                file.Write([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
        }
        file.Write(new byte[200 - file.Length]);
        file.Write([250, 10, 20, 30, 40, 50]);
        var path = Path.Combine(folder, "scanner.tif");
        File.WriteAllBytes(path, file.ToArray());
        return path;
    }
}
