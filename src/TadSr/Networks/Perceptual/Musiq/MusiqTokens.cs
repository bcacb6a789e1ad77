using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>Pictures of one size cut into MUSIQ's tokens: the whole at a longer side of 224 and of 384 pixels, then in its own size,
/// each in squares of 32 x 32, row by row. The first two are filled up to 49 and 144 tokens.</summary>
/// <param name="Patches">(B, N, 3072): channel, row and column of the samples, -1 to 1; zeros in what fills up.</param>
/// <param name="Positions">(N) int64: 10 row + column on a grid of 10 x 10; 0 in what fills up.</param>
/// <param name="Scales">(N) int64: 0, 1, 2; 0 in what fills up.</param>
/// <param name="Mask">(N) bool: false in what fills up.</param>
internal sealed record MusiqTokens(Tensor Patches, Tensor Positions, Tensor Scales, Tensor Mask)
{
    /// <summary>Side of a token.</summary>
    public const int PatchSide = 32;

    /// <summary>Rows and columns of the grid of positions.</summary>
    public const int GridSide = 10;

    /// <summary>Longer side of the smallest scale.</summary>
    public const int SmallestScale = 224;

    private static ReadOnlySpan<int> LongerSides => [SmallestScale, 384];

    /// <summary>Whether every scale keeps a row and a column.</summary>
    public static bool Fits(int height, int width)
    {
        var (rows, columns) = Resized(height, width, SmallestScale);
        return rows > 0 && columns > 0;
    }

    /// <summary>Cuts pictures.</summary>
    /// <param name="rgb">(B, 3, H, W), RGB in [0, 1].</param>
    public static MusiqTokens Cut(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var centred = (rgb - 0.5) * 2;
        List<Tensor> patches = [], positions = [], scales = [], masks = [];
        for (var scale = 0; scale <= LongerSides.Length; scale++)
        {
            var picture = scale < LongerSides.Length ? Resize(centred, LongerSides[scale]) : centred;
            var (rows, columns) = (Count(picture.shape[2]), Count(picture.shape[3]));
            var real = rows * columns;
            var filling = scale < LongerSides.Length ? Count(LongerSides[scale]) * Count(LongerSides[scale]) - real : 0;
            patches.Add(nn.functional.pad(Split(picture, rows, columns), [0, 0, 0, filling]));
            positions.Add(nn.functional.pad(Grid(rows, columns, rgb.device), [0, filling]));
            scales.Add(nn.functional.pad(full([real], scale, ScalarType.Int64, rgb.device), [0, filling]));
            masks.Add(arange(real + filling, device: rgb.device) < real);
        }
        return new MusiqTokens(
            cat(patches, 1).MoveToOuterDisposeScope(), cat(positions).MoveToOuterDisposeScope(), cat(scales).MoveToOuterDisposeScope(), cat(masks).MoveToOuterDisposeScope());
    }

    private static long Count(long side) => (side + PatchSide - 1) / PatchSide;

    private static (long Height, long Width) Resized(long height, long width, int longerSide)
    {
        var ratio = (double)longerSide / Math.Max(height, width);
        return ((long)Math.Round(height * ratio), (long)Math.Round(width * ratio));   // half to even, as the published code
    }

    // Without antialiasing, as pyiqa does it; the original in TensorFlow smooths, and its figures are others.
    private static Tensor Resize(Tensor picture, int longerSide)
    {
        var (height, width) = Resized(picture.shape[2], picture.shape[3], longerSide);
        return nn.functional.interpolate(picture, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
    }

    // The last row and column are filled with zeros on both sides, one more at the end where the number is odd.
    private static Tensor Split(Tensor picture, long rows, long columns)
    {
        var (padY, padX) = (rows * PatchSide - picture.shape[2], columns * PatchSide - picture.shape[3]);
        var padded = nn.functional.pad(picture, [padX / 2, padX - padX / 2, padY / 2, padY - padY / 2]);
        var batch = picture.shape[0];
        return padded.reshape(batch, 3, rows, PatchSide, columns, PatchSide).permute(0, 2, 4, 1, 3, 5).reshape(batch, rows * columns, -1);
    }

    private static Tensor Grid(long rows, long columns, Device device)
    {
        // libtorch's own rounding decides where a row or column changes.
        var line = arange(GridSide, ScalarType.Float32, device).reshape(1, 1, GridSide);
        var row = nn.functional.interpolate(line, [rows], mode: InterpolationMode.Nearest).reshape(rows, 1);
        var column = nn.functional.interpolate(line, [columns], mode: InterpolationMode.Nearest).reshape(1, columns);
        return (row * GridSide + column).flatten().to_type(ScalarType.Int64);
    }
}
