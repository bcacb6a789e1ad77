using CsCheck;
using TadSr.Inference;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class TileBlendTests
{
    [Fact]
    public void Blend_is_the_identity_when_tiles_agree()
        => Draws.ForEach(Gen.Select(Gen.Int[1, 70], Gen.Int[1, 50], Gen.Int[1, 20], Gen.Int[0, 10]), 60, drawn =>
        {
            var (width, height, tile, overlap) = drawn;
            var (tileWidth, tileHeight) = (Math.Min(tile, width), Math.Min(tile, height));
            var plan = new TilePlan(width, height, tileWidth, tileHeight, Math.Max(1, tileWidth - overlap), Math.Max(1, tileHeight - overlap));
            foreach (var mode in Enum.GetValues<BlendMode>())
            {
                var result = Join(plan, mode, (x, y, _) => MathF.Sin(x + 100 * y) * 0.5f + 0.5f);
                for (var i = 0; i < result.Length; i++)
                    Assert.Equal(MathF.Sin(i % (width * 2) + 100 * (i / (width * 2))) * 0.5f + 0.5f, result[i], 1e-6f);
            }
        });

    [Fact]
    public void Blend_gives_every_place_once_and_as_the_mean_of_its_tiles()
        => Draws.ForEach(Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 20], Gen.Int[0, 19]), 60, drawn =>
        {
            var (width, height, tile, overlap) = drawn;
            var (tileWidth, tileHeight) = (Math.Min(tile, width), Math.Min(tile, height));
            var plan = new TilePlan(width, height, tileWidth, tileHeight, Math.Max(1, tileWidth - overlap), Math.Max(1, tileHeight - overlap));
            var (sums, counts) = (new double[width * 2 * height * 2], new int[width * 2 * height * 2]);
            foreach (var place in plan.Tiles.Reverse())
            {
                for (var i = 0; i < tileWidth * tileHeight * 4; i++)
                {
                    var at = (place.Top * 2 + i / (tileWidth * 2)) * width * 2 + place.Left * 2 + i % (tileWidth * 2);
                    sums[at] += Math.Round(Value(at, place) * (1 << 24));
                    counts[at]++;
                }
            }
            var result = Join(plan, BlendMode.Average, (x, y, place) => Value(y * width * 2 + x, place));
            for (var i = 0; i < result.Length; i++)
                Assert.Equal((float)(sums[i] / counts[i] / (1 << 24)), result[i], 1e-7f);
        });

    [Fact]
    public void Ramp_goes_smoothly_from_one_tile_to_the_next()
    {
        var plan = new TilePlan(28, 4, 16, 4, 12, 4);   // two tiles that share 4 pixels, 8 of the output
        var row = Join(plan, BlendMode.Ramp, (_, _, tile) => tile.Left == 0 ? 0 : 1)[..56];
        Assert.All(row[..26], v => Assert.Equal(0, v));
        Assert.All(row[30..], v => Assert.Equal(1, v));
        Assert.True(row[26] < row[27] && row[27] < row[28] && row[28] < row[29]);
        Assert.Equal(1, row[27] + row[28], 1e-6f);
    }

    private static float[] Join(TilePlan plan, BlendMode mode, Func<int, int, Tile, float> value)
    {
        var blend = new TileBlend(plan, 2, mode);
        var width = plan.Width * 2;
        var result = new float[width * plan.Height * 2];
        var given = new bool[result.Length];
        for (var i = 0; i < plan.Count; i++)
        {
            blend.Add(i % plan.Columns.Count, i / plan.Columns.Count, Values(plan, plan.Tiles.ElementAt(i), value), (y, left, values) =>
            {
                for (var x = 0; x < values.Length / 3; x++)
                {
                    Assert.False(given[y * width + left + x]);
                    (given[y * width + left + x], result[y * width + left + x]) = (true, values[x]);
                }
            });
        }
        Assert.DoesNotContain(false, given);
        Assert.Equal(plan.Height * 2, blend.Finished);
        return result;
    }

    private static float Value(int place, Tile tile) => MathF.Sin(place * 0.37f + tile.Left * 3 + tile.Top) * 0.5f + 0.5f;

    private static float[] Values(TilePlan plan, Tile tile, Func<int, int, Tile, float> value)
    {
        var (width, height) = (plan.TileWidth * 2, plan.TileHeight * 2);
        return [.. Enumerable.Range(0, 3 * width * height).Select(i => value(tile.Left * 2 + i % width, tile.Top * 2 + i / width % height, tile))];
    }
}
