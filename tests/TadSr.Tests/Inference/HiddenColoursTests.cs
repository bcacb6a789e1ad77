using TadSr.Inference;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class HiddenColoursTests
{
    [Fact]
    public void Hidden_pixels_take_the_colour_of_the_visible_ones()
    {
        const int Size = 37;
        var alpha = Enumerable.Range(0, Size * Size).Select(i => Math.Abs(i % Size - 18) + Math.Abs(i / Size - 18) < 9 ? 1f : 0).ToArray();
        var plane = alpha.Select(a => a > 0 ? 0.6f : 0).ToArray();
        Fill(plane, alpha, Size, Size);
        Assert.All(plane, v => Assert.Equal(0.6f, v, 1e-5f));
    }

    [Fact]
    public void Visible_pixels_keep_their_colours()
    {
        float[] alpha = [1, 0.01f, 0, 0.5f], plane = [0.1f, 0.2f, 0.3f, 0.4f];
        Fill(plane, alpha, 2, 2);
        Assert.Equal([0.1f, 0.2f, 0.4f], [plane[0], plane[1], plane[3]]);
        Assert.InRange(plane[2], 0.1f, 0.4f);
    }

    [Fact]
    public void Picture_without_hidden_pixels_is_left_alone()
    {
        Assert.Null(Find([0.1f, 0.2f], [1, 0.5f], 2, 1));
        Assert.Null(Find([0.1f, 0.2f], [0, 0], 2, 1));
    }

    private static HiddenColours? Find(float[] plane, float[] alpha, int width, int height)
        => HiddenColours.Find((y, _, row) => plane.AsSpan(y * width, width).CopyTo(row), (y, row) => alpha.AsSpan(y * width, width).CopyTo(row), width, height);

    private static void Fill(float[] plane, float[] alpha, int width, int height)
    {
        var hidden = Find(plane, alpha, width, height)!;
        for (var y = 0; y < height; y++)
            hidden.Fill(y, 1, alpha.AsSpan(y * width, width), plane.AsSpan(y * width, width));
    }
}
