using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Inception;

/// <summary>Branches side by side whose results are concatenated. Keys as torchvision's: the name of each unit.</summary>
internal sealed class InceptionBlock : CompositeLayer
{
    private readonly Branch[] branches;

    private InceptionBlock(params Func<InceptionBlock, Branch>[] branches)
        : base(nameof(InceptionBlock)) => this.branches = [.. branches.Select(make => make(this))];

    /// <summary>35 x 35 maps.</summary>
    public static InceptionBlock A(int inChannels, int pooled) => new(
        Chain(inChannels, null, [new("branch1x1", 64, 1, 1)]),
        Chain(inChannels, null, [new("branch5x5_1", 48, 1, 1), new("branch5x5_2", 64, 5, 5)]),
        Chain(inChannels, null, [new("branch3x3dbl_1", 64, 1, 1), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3)]),
        Chain(inChannels, Mean, [new("branch_pool", pooled, 1, 1)]));

    /// <summary>35 x 35 to 17 x 17.</summary>
    public static InceptionBlock B(int inChannels) => new(
        Chain(inChannels, null, [new("branch3x3", 384, 3, 3, Halves: true)]),
        Chain(inChannels, null, [new("branch3x3dbl_1", 64, 1, 1), new("branch3x3dbl_2", 96, 3, 3), new("branch3x3dbl_3", 96, 3, 3, Halves: true)]),
        Chain(inChannels, HalfMaximum, []));

    /// <summary>17 x 17 maps.</summary>
    public static InceptionBlock C(int inner) => new(
        Chain(768, null, [new("branch1x1", 192, 1, 1)]),
        Chain(768, null, [new("branch7x7_1", inner, 1, 1), new("branch7x7_2", inner, 1, 7), new("branch7x7_3", 192, 7, 1)]),
        Chain(768, null, [new("branch7x7dbl_1", inner, 1, 1), new("branch7x7dbl_2", inner, 7, 1), new("branch7x7dbl_3", inner, 1, 7),
            new("branch7x7dbl_4", inner, 7, 1), new("branch7x7dbl_5", 192, 1, 7)]),
        Chain(768, Mean, [new("branch_pool", 192, 1, 1)]));

    /// <summary>17 x 17 to 8 x 8.</summary>
    public static InceptionBlock D(int inChannels) => new(
        Chain(inChannels, null, [new("branch3x3_1", 192, 1, 1), new("branch3x3_2", 320, 3, 3, Halves: true)]),
        Chain(inChannels, null, [new("branch7x7x3_1", 192, 1, 1), new("branch7x7x3_2", 192, 1, 7), new("branch7x7x3_3", 192, 7, 1),
            new("branch7x7x3_4", 192, 3, 3, Halves: true)]),
        Chain(inChannels, HalfMaximum, []));

    /// <summary>8 x 8 maps; two branches end in two units side by side.</summary>
    /// <param name="inChannels">Channels that go in.</param>
    /// <param name="maximum">Whether the pool is a maximum: that of FID's last block is, by a mistake that its weights were trained with.</param>
    public static InceptionBlock E(int inChannels, bool maximum) => new(
        Chain(inChannels, null, [new("branch1x1", 320, 1, 1)]),
        Fork(Chain(inChannels, null, [new("branch3x3_1", 384, 1, 1)]), 384, "branch3x3_2"),
        Fork(Chain(inChannels, null, [new("branch3x3dbl_1", 448, 1, 1), new("branch3x3dbl_2", 384, 3, 3)]), 384, "branch3x3dbl_3"),
        Chain(inChannels, maximum ? Maximum : Mean, [new("branch_pool", 192, 1, 1)]));

    /// <summary>(B, in, H, W) to (B, the sum of the branches' channels, H', W').</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cat([.. branches.SelectMany(branch => branch.Run(x))], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Mean(Tensor x) => nn.functional.avg_pool2d(x, 3, stride: 1, padding: 1, count_include_pad: false);

    private static Tensor Maximum(Tensor x) => nn.functional.max_pool2d(x, 3, stride: 1, padding: 1);

    private static Tensor HalfMaximum(Tensor x) => nn.functional.max_pool2d(x, 3, stride: 2);

    private static Func<InceptionBlock, Branch> Chain(int inChannels, Func<Tensor, Tensor>? pool, IReadOnlyList<Unit> units) => block =>
    {
        var made = new List<InceptionUnit>();
        var channels = inChannels;
        foreach (var unit in units)
        {
            made.Add(block.Place(unit.Name, unit.Make(channels)));
            channels = unit.Channels;
        }
        return new Branch(pool, made, []);
    };

    private static Func<InceptionBlock, Branch> Fork(Func<InceptionBlock, Branch> chain, int channels, string name) => block =>
        chain(block) with
        {
            Ends = [block.Place($"{name}a", new Unit("", 384, 1, 3).Make(channels)), block.Place($"{name}b", new Unit("", 384, 3, 1).Make(channels))],
        };

    private sealed record Unit(string Name, int Channels, int Height, int Width, bool Halves = false)
    {
        public InceptionUnit Make(int inChannels) => new(inChannels, Channels, (Height, Width), Halves ? 2 : 1, padded: !Halves);
    }

    private sealed record Branch(Func<Tensor, Tensor>? Pool, IReadOnlyList<InceptionUnit> Units, IReadOnlyList<InceptionUnit> Ends)
    {
        public IReadOnlyList<Tensor> Run(Tensor x)
        {
            var h = Pool is null ? x : Pool(x);
            foreach (var unit in Units)
                h = unit.call(h);
            return Ends.Count == 0 ? [h] : [.. Ends.Select(end => end.call(h))];
        }
    }
}
