using TadSr.Metrics;
using TadSr.Networks.Perceptual;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Networks.Perceptual.Maniqa;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Benchmarks;

/// <summary>Seconds that MANIQA, DISTS and the Inception features of FID take for a picture of 512 x 512, and the rates of their parts,
/// as <see cref="MetricBenchmark"/> has them.</summary>
internal static class LargeMetricBenchmark
{
    private const int Side = MetricBenchmark.Side, Positions = 784, Wide = 3072, Width = VisionTransformer.Width, Batch = 16;

    public static void Run(int rounds)
    {
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var maniqa = new ManiqaNetwork(0.8);
        using var dists = new Dists();
        using var inception = new InceptionNetwork();
        foreach (var module in new nn.Module[] { maniqa, dists, dists.Trunk, inception })
            MetricBenchmark.Fill(module, generator);
        var (x, y) = (rand([1, 3, Side, Side], generator: generator), rand([1, 3, Side, Side], generator: generator));
        var batch = rand([Batch, 3, InceptionNetwork.Side, InceptionNetwork.Side], generator: generator);
        var picture = MetricBenchmark.Picture(3);
        var crop = ManiqaCrops.Cut(x).narrow(0, 0, 1);

        var stages = ManiqaParts(generator);
        var heads = randn([1, 12, Positions + 1, 64], generator: generator);
        var whole = new BenchmarkPart("maniqa: a crop", stages.Sum(part => part.Work), () => maniqa.Forward(crop));
        List<BenchmarkPart> parts =
        [
            .. MetricBenchmark.Machine(generator), .. stages, whole,
            new("maniqa: attention of a ViT block", 4.0 * (Positions + 1) * (Positions + 1) * Width, () => nn.functional.scaled_dot_product_attention(heads, heads, heads)),
            new("dists: taps of a picture", VggWork(), () => dists.Trunk.Taps(x)),
            new("dists: a pair", 2 * VggWork(), () => dists.Distance(x, y)),
            new("fid: clean reduction to 299", 0, () => InceptionInput.Clean(picture)),
            new("fid: features of a picture", InceptionWork(inception), () => inception.Forward(batch.narrow(0, 0, 1))),
            new($"fid: features of {Batch} pictures", Batch * InceptionWork(inception), () => inception.Forward(batch)),
        ];
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var part in parts)
                part.Measure(round > 0);
        }
        Console.WriteLine($"{Side} x {Side}, float32, {get_num_threads()} threads, least of {rounds} rounds");
        BenchmarkPart.PrintRates(parts);
        Console.WriteLine($"maniqa: {ManiqaCrops.Count * whole.Least:0.0} s a picture ({ManiqaCrops.Count} crops)");
        MeasureDistances(generator);
    }

    private static List<BenchmarkPart> ManiqaParts(Generator generator)
    {
        var vit = Filled(new VisionTransformer(ManiqaNetwork.Side));
        var (wide, narrow) = (Filled(new TransposedAttention(Positions)), Filled(new TransposedAttention(Positions)));
        var (first, second) = (Filled(new WindowStage(28, Width, 0.8)), Filled(new WindowStage(28, Width / 2, 0.8)));
        Tensor crop = rand([1, 3, 224, 224], generator: generator), channels = randn([1, Wide, Positions], generator: generator);
        var map = randn([1, Width, 28, 28], generator: generator);
        const double tokens = Positions + 1;
        return
        [
            new("maniqa: ViT, 10 blocks", 10 * (2 * tokens * 12 * Width * Width + 4 * tokens * tokens * Width), () => vit.Features(crop)),
            new("maniqa: 2 x attention, 3072 channels", 2 * Attention(Wide), () => wide.call(wide.call(channels))),
            new("maniqa: convolution 1x1, 3072 to 768", MetricBenchmark.Convolution(Wide, Width, 1, 28), () => nn.functional.conv2d(channels.view(1, Wide, 28, 28), channels.view(-1)[..(Width * Wide)].view(Width, Wide, 1, 1))),
            new("maniqa: Swin stage, 768", Stage(Width), () => first.call(map)),
            new("maniqa: 2 x attention, 768 channels", 2 * Attention(Width), () => narrow.call(narrow.call(map.flatten(2)))),
            new("maniqa: Swin stage, 384", Stage(Width / 2), () => second.call(map.narrow(1, 0, Width / 2).contiguous())),
        ];

        T Filled<T>(T module)
            where T : nn.Module
        {
            MetricBenchmark.Fill(module, generator);
            return module;
        }

        static double Attention(double rows) => (6 * rows * Positions * Positions) + (4 * rows * rows * Positions);

        static double Stage(double c) => 2 * ((2 * ((2 * Positions * ((4 * c * c) + (2 * c * 768))) + (4 * Positions * 16 * c))) + (18 * c * c * Positions));
    }

    private static double VggWork()
    {
        double work = 0;
        var (channels, side) = (3, Side);
        foreach (var (width, layers) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (var i = 0; i < layers; i++)
            {
                work += MetricBenchmark.Convolution(channels, width, 3, side);
                channels = width;
            }
            side /= 2;
        }
        return work;
    }

    // Counted while it runs: every result of a unit takes as many products as its kernel has numbers.
    private static double InceptionWork(InceptionNetwork network)
    {
        using var scope = NewDisposeScope();
        double work = 0;
        foreach (var unit in network.modules().OfType<InceptionUnit>())
        {
            var kernel = unit.named_parameters().First(p => p.name == "conv.weight").parameter;
            unit.register_forward_hook((_, _, result) =>
            {
                work += 2.0 * result.numel() * kernel.numel() / kernel.shape[0];
                return result;
            });
        }
        network.Forward(zeros(1, 3, InceptionNetwork.Side, InceptionNetwork.Side));
        return work;
    }

    private static void MeasureDistances(Generator generator)
    {
        var (a, b) = (randn([3000, InceptionNetwork.Features], generator: generator), randn([3000, InceptionNetwork.Features], generator: generator));
        BenchmarkPart[] distances =
        [
            new("fid of 2 x 3000 features", 0, () => FrechetDistance.Compute(a, b)),
            new("kid of a subset of 1000", 0, () => KernelDistance.OfSubset(a.narrow(0, 0, 1000), b.narrow(0, 0, 1000))),
        ];
        foreach (var distance in distances)
        {
            distance.Measure(counts: true);
            Console.WriteLine($"{distance.Name}: {distance.Least:0.00} s");
        }
    }
}
