using TadSr.Imaging;
using TadSr.Models;

namespace TadSr.Inference;

/// <summary>How pictures are cut into tiles for a model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Side">Side of a tile in pixels of the input, as the network takes it; 0 never tiles.</param>
/// <param name="AskedOverlap">Pixels that neighbouring tiles share; null takes the model's own.</param>
internal sealed record Tiling(UpscalerTraits Model, int Side, int? AskedOverlap)
{
    // Below, most of what is computed lies in overlaps.
    private const int LeastSmallerSide = 64;

    /// <summary>What the options say.</summary>
    public static Tiling Of(UpscalerTraits model, SuperResolverOptions options)
        => new(model, PaddedPicture.PaddedLength(options.Tile ?? model.DefaultTile, model.PixelMultiple), options.Overlap);

    /// <summary>Pixels of the input that neighbouring tiles share.</summary>
    public int Overlap => Math.Min(AskedOverlap ?? Model.DefaultOverlap, Side / 2) / Model.StartMultiple * Model.StartMultiple;

    /// <summary>The tiles of a picture.</summary>
    public TilePlan Plan(int width, int height)
    {
        var (paddedWidth, tileWidth, strideX) = PlanSide(width + 2 * Model.Rim);
        var (paddedHeight, tileHeight, strideY) = PlanSide(height + 2 * Model.Rim);
        return new TilePlan(paddedWidth, paddedHeight, tileWidth, tileHeight, strideX, strideY);
    }

    /// <summary>Tiles of half the side, for a picture for which memory ran out; null where they would be too small.</summary>
    public Tiling? Smaller(int width, int height)
    {
        var plan = Plan(width, height);
        var side = PaddedPicture.PaddedLength(Math.Max(plan.TileWidth, plan.TileHeight) / 2, Model.PixelMultiple);
        return side < Math.Max(LeastSmallerSide, Model.LeastSide) ? null : this with { Side = side };
    }

    private (int Padded, int Tile, int Stride) PlanSide(int length)
    {
        var whole = PaddedPicture.PaddedLength(Math.Max(length, Model.LeastSide), Model.PixelMultiple);
        return Side == 0 || whole <= Side
            ? (whole, whole, whole)
            : (PaddedPicture.PaddedLength(length, Model.StartMultiple), Side, Side - Overlap);
    }
}
