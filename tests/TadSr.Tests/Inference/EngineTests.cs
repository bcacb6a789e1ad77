using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Models;
using TadSr.Networks.Layers;
using TadSr.Networks.Srvgg;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

/// <summary>What stands behind tiling and files: any engine that enlarges windows of plain numbers.</summary>
[Trait("Kind", "Unit")]
public sealed class EngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Engine_without_tensors_gets_the_whole_picture_once_and_then_windows_of_one_size()
    {
        var engine = new Nearest(scale: 3, margin: 2);
        using var resolver = new SuperResolver(engine, new SuperResolverOptions { Tile = 16, Overlap = 8, Batch = 2, ColorFix = false });
        var picture = Pictures.Pattern(41, 30);

        var result = resolver.Upscale(picture, cancellation: Token);

        Assert.Equal((123, 90), (result.Width, result.Height));
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
                Assert.Equal(picture[x / 3, y / 3, 1], result[x, y, 1]);
        }
        var seen = Assert.Single(engine.Prepared);
        Assert.Equal((41, 30, 41, 30, 20, 14), seen);
        Assert.All(engine.Windows, window => Assert.Equal((20, 20), (window.Pixels.Width, window.Pixels.Height)));
        Assert.InRange(engine.LargestBatch, 2, 2);
        Assert.True(engine.IsClosed);
    }

    [Fact]
    public void Rim_is_mirrored_with_its_edge_on_every_side_and_cut_off_again()
    {
        var engine = new Nearest(scale: 2, margin: 1) { Rim = 3 };
        using var resolver = new SuperResolver(engine, new SuperResolverOptions { Tile = 16, Overlap = 8, ColorFix = false });
        var picture = Pictures.Pattern(21, 10);

        var result = resolver.Upscale(picture, cancellation: Token);

        Assert.Equal((42, 20), (result.Width, result.Height));
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
                Assert.Equal(picture[x / 2, y / 2, 2], result[x, y, 2]);
        }
        // 21 + 6 columns in tiles of 16: starts at 0, 8 and 11; 10 + 6 rows in one.
        Assert.Equal([(0, 0), (8, 0), (11, 0)], engine.Windows.Select(window => (window.Left, window.Top)));
        var first = engine.Windows[0].Pixels;   // one pixel of margin, then the rim: pixels 2, 1, 0 and the picture
        for (var x = 1; x < 9; x++)
            Assert.Equal(picture[Mirrored(x - 4), 5, 0], (int)Math.Round(255 * first.Row(0, 1 + 3 + 5)[x]));
        for (var y = 1; y < 9; y++)
            Assert.Equal(picture[5, Mirrored(y - 4), 0], (int)Math.Round(255 * first.Row(0, y)[1 + 3 + 5]));

        static int Mirrored(int place) => place < 0 ? -1 - place : place;
    }

    [Fact]
    public void Noise_belongs_to_the_place_and_to_the_draw()
    {
        var engine = new Nearest(scale: 2, margin: 0) { Noise = new NoiseShape(5, 2, 4, Draws: 2) };
        using var resolver = new SuperResolver(engine, new SuperResolverOptions { Tile = 16, Overlap = 8, Seed = 9 });

        resolver.Upscale(Pictures.Pattern(40, 16), cancellation: Token);

        var noise = new LatentNoise(9);
        foreach (var window in engine.Windows)
        {
            Assert.Equal(2, window.Noise.Count);
            for (var draw = 0; draw < 2; draw++)
            {
                var expected = new float[5 * 8 * 8];
                noise.Fill(5, window.Top / 2, window.Left / 2, 8, 8, expected, draw);
                Assert.Equal(expected, window.Noise[draw].Values);
            }
            Assert.NotEqual(window.Noise[0].Values, window.Noise[1].Values);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Feed_forward_tiles_equal_the_whole_picture_inside_the_receptive_field(int batch)
    {
        Backend.Load();
        var architecture = new SrvggDescription(new SrvggConfig { Convolutions = 2, Features = 16, Scale = 2 });
        var network = architecture.Build();
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            Initialization.Reset(network, 3);
            using var generator = new Generator(4);
            foreach (var (name, parameter) in network.named_parameters())
            {
                if (parameter.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal))
                    parameter.uniform_(-0.5, 1.5, generator);
            }
        }
        using var engine = new FeedForwardUpscaler(network, architecture, ScalarType.Float32, CPU);
        var picture = Pictures.Pattern(70, 45);

        var whole = new SuperResolver(engine, new SuperResolverOptions { Tile = 0 }).Upscale(picture, cancellation: Token);
        var tiled = new SuperResolver(engine, new SuperResolverOptions { Tile = 32, Overlap = 16, Batch = batch }).Upscale(picture, cancellation: Token);

        Assert.Equal(whole.Bytes.ToArray(), tiled.Bytes.ToArray());
    }

    /// <summary>Nearest neighbour in plain arrays.</summary>
    private sealed class Nearest(int scale, int margin) : IPictureUpscaler, IWindowUpscaler
    {
        public NoiseShape? Noise { get; init; }

        public int Rim { get; init; }

        public List<(int Width, int Height, int WholeWidth, int WholeHeight, int ReducedWidth, int ReducedHeight)> Prepared { get; } = [];

        public List<UpscaleWindow> Windows { get; } = [];

        public int LargestBatch { get; private set; }

        public bool IsClosed { get; private set; }

        public int Repeats => 0;

        public UpscalerTraits Traits => new() { Scale = scale, Margin = margin, Noise = Noise, Rim = Rim };

        public IWindowUpscaler Prepare(IPictureView picture)
        {
            var (whole, reduced) = (picture.Reduced(1000), picture.Reduced(20));
            Prepared.Add((picture.Width, picture.Height, whole.Width, whole.Height, reduced.Width, reduced.Height));
            Assert.Equal(whole.Values.Average(), reduced.Values.Average(), 0.02);
            return this;
        }

        public void Run(IReadOnlyList<UpscaleWindow> windows, IReadOnlyList<Planes<float>> results)
        {
            Assert.Equal(windows.Count, results.Count);
            Windows.AddRange(windows);
            LargestBatch = Math.Max(LargestBatch, windows.Count);
            for (var i = 0; i < windows.Count; i++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    for (var y = 0; y < results[i].Height; y++)
                    {
                        var from = windows[i].Pixels.Row(channel, y / scale + margin);
                        var to = results[i].Row(channel, y);
                        for (var x = 0; x < to.Length; x++)
                            to[x] = from[x / scale + margin];
                    }
                }
            }
        }

        public void Dispose() => IsClosed = true;
    }
}
