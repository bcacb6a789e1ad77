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
    public void Blend_does_not_depend_on_the_order_of_tiles()
    {
        var plan = new TilePlan(61, 47, 16, 16, 12, 12);
        var order = Enumerable.Range(0, plan.Count).ToArray();
        float[]? first = null;
        for (var seed = 0; seed < 4; seed++)
        {
            if (seed > 0)
                new Random(seed).Shuffle(order);
            var blend = new TileBlend(plan, 2, BlendMode.Ramp, wholePicture: true);
            foreach (var i in order)
                blend.Add(i % plan.Columns.Count, i / plan.Columns.Count, Values(plan, plan.Tiles.ElementAt(i), (x, y, tile) => MathF.Sin(x * y + tile.Left * 3 + tile.Top)));
            var result = Collect(blend, plan);
            first ??= result;
            Assert.Equal(first, result);
        }
    }

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
        var blend = new TileBlend(plan, 2, mode, wholePicture: true);
        for (var i = 0; i < plan.Count; i++)
            blend.Add(i % plan.Columns.Count, i / plan.Columns.Count, Values(plan, plan.Tiles.ElementAt(i), value));
        return Collect(blend, plan);
    }

    private static float[] Values(TilePlan plan, Tile tile, Func<int, int, Tile, float> value)
    {
        var (width, height) = (plan.TileWidth * 2, plan.TileHeight * 2);
        return [.. Enumerable.Range(0, 3 * width * height).Select(i => value(tile.Left * 2 + i % width, tile.Top * 2 + i / width % height, tile))];
    }

    private static float[] Collect(TileBlend blend, TilePlan plan)
    {
        var result = new float[plan.Width * 2 * plan.Height * 2];
        blend.Finish(plan.Rows.Count, (y, values) => values.AsSpan(0, plan.Width * 2).CopyTo(result.AsSpan(y * plan.Width * 2)));
        return result;
    }
}
