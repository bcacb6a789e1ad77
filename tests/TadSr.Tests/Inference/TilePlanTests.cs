using System.Runtime.InteropServices;
using TadSr.Inference;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Parity")]
public sealed class TilePlanTests
{
    public static TheoryData<string> Cases => References.Cases("tiling");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_and_average_blend_equal_the_reference(string file)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(file);
        var index = 0;
        foreach (var @case in golden.Case.GetProperty("cases").EnumerateArray())
        {
            int Number(string name) => @case.GetProperty(name).GetInt32();
            var (scale, size, stride) = (Number("sf"), Number("pch_size"), Number("stride"));
            var plan = new TilePlan(Number("w"), Number("h"), size, size, stride, stride);

            var positions = plan.Tiles.SelectMany(t => new[] { t.Top * scale, (t.Top + size) * scale, t.Left * scale, (t.Left + size) * scale }).ToArray();
            Assert.Equal(golden.Tensor($"{index}.positions").data<int>().ToArray(), positions);

            var expected = golden.Tensor($"{index}.out");
            var input = golden.Tensor($"{index}.in");
            for (var item = 0; item < input.shape[0]; item++)
                Close.Relative(expected[item], Blend(plan, input[item], scale), 1e-6, $"{index}.out[{item}]");
            index++;
        }
        Assert.True(index > 0);
    }

    private static Tensor Blend(TilePlan plan, Tensor input, int scale)
    {
        var result = new float[3 * plan.Height * scale * plan.Width * scale];
        var blend = new TileBlend(plan, scale, BlendMode.Average);
        var finished = 0;
        for (var row = 0; row < plan.Rows.Count; row++)
        {
            for (var column = 0; column < plan.Columns.Count; column++)
            {
                var tile = input.narrow(1, plan.Rows[row], plan.TileHeight).narrow(2, plan.Columns[column], plan.TileWidth);
                var output = tile.repeat_interleave(scale, 1).repeat_interleave(scale, 2)
                    + 0.01 * arange(plan.TileHeight * scale).view(1, -1, 1) + 0.001 * arange(plan.TileWidth * scale).view(1, 1, -1);
                blend.Add(column, row, MemoryMarshal.Cast<byte, float>(output.to_type(ScalarType.Float32).contiguous().bytes), (y, left, values) =>
                {
                    var count = values.Length / 3;
                    finished += count;
                    for (var channel = 0; channel < 3; channel++)
                        values.Slice(channel * count, count).CopyTo(result.AsSpan((channel * plan.Height * scale + y) * plan.Width * scale + left));
                });
            }
        }
        Assert.Equal(plan.Height * scale, blend.Finished);
        Assert.Equal(plan.Height * scale * plan.Width * scale, finished);
        return tensor(result, [3, plan.Height * scale, plan.Width * scale]);
    }
}
