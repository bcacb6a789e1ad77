using TadSr.Imaging;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class RgbPictureTests
{
    // Red tells the row, green the column, blue both.
    private static readonly RgbPicture Picture = new(4, 3, [.. Enumerable.Range(0, 12).SelectMany(i => new[] { (byte)(i / 4), (byte)(i % 4), (byte)(10 * (i / 4) + i % 4) })]);

    [Fact]
    public void Cut_takes_a_rectangle_as_planes()
    {
        var piece = Picture.Cut(1, 2, 2, 2);

        Assert.Equal((3, 2, 2), (piece.Channels, piece.Height, piece.Width));
        Assert.Equal(new float[] { 1, 1, 2, 2, 2, 3, 2, 3, 12, 13, 22, 23 }.Select(v => v / 255), piece.Values);
    }

    [Fact]
    public void Cut_beyond_the_picture_is_reflected()
    {
        var piece = Picture.Cut(-2, -3, 7, 10);

        Assert.Equal(new float[] { 2, 1, 0, 1, 2, 1, 0 }.Select(v => v / 255), Enumerable.Range(0, 7).Select(y => piece.Row(0, y)[3]));
        Assert.Equal(new float[] { 3, 2, 1, 0, 1, 2, 3, 2, 1, 0 }.Select(v => v / 255), piece.Row(1, 2).ToArray());
    }

    [Fact]
    public void Samples_must_fill_the_picture() => Assert.Throws<ArgumentException>(() => new RgbPicture(4, 3, new byte[35]));
}
