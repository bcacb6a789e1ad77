using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>The crops of a picture that MANIQA looks at: the first 20 of a grid of 5 x 5.</summary>
internal static class ManiqaCrops
{
    /// <summary>Crops of a picture.</summary>
    public const int Count = 20;

    private const int Across = 5, Side = ManiqaNetwork.Side;

    /// <summary>Height and width of a picture after the enlargement of those that are too small: their short side becomes 225.</summary>
    public static (long Height, long Width) Enlarged(int height, int width)
    {
        if (Math.Min(height, width) > Side)
            return (height, width);
        var factor = Factor(height, width);
        return ((long)(height * factor), (long)(width * factor));
    }

    /// <summary>Upper left corners, row by row of the grid.</summary>
    public static IReadOnlyList<(long Top, long Left)> Offsets(long height, long width)
    {
        long down = (height - Side) / (Across - 1), right = (width - Side) / (Across - 1);
        return [.. Enumerable.Range(0, Count).Select(i => (i / Across * down, i % Across * right))];
    }

    /// <summary>Enlarges where needed and cuts.</summary>
    /// <param name="picture">(1, 3, H, W).</param>
    /// <returns>(20, 3, 224, 224).</returns>
    public static Tensor Cut(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var (height, width) = ((int)picture.shape[2], (int)picture.shape[3]);
        // The factor itself is handed on, as in the published code: sizes alone would move the samples.
        var whole = Math.Min(height, width) > Side
            ? picture
            : nn.functional.interpolate(picture, scale_factor: [Factor(height, width), Factor(height, width)], mode: InterpolationMode.Bilinear, align_corners: false);
        var crops = Offsets(whole.shape[2], whole.shape[3]).Select(at => whole[0].narrow(1, at.Top, Side).narrow(2, at.Left, Side));
        return stack(crops).MoveToOuterDisposeScope();
    }

    private static double Factor(int height, int width) => (Side + 1) / (double)Math.Min(height, width);
}
