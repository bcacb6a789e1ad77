using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Benchmarks;

/// <summary>Seconds that metrics with a network take for a picture of 512 x 512 in float32, and the rate of each part beside the
/// rates that the machine reaches in a large convolution and a large matrix product. Weights are random: the time does not depend on them.</summary>
internal static class MetricBenchmark
{
    internal const int Side = 512;

    public static void Run(int rounds)
    {
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var musiq = new MusiqNet(1);
        using var tower = new ClipImageTower();
        Fill(musiq, generator);
        Fill(tower, generator);
        using var clip = new ClipIqa(tower, randn([10, ClipImageTower.Features], generator: generator), positions: false);
        using var lpips = new LpipsMetric(new PerceptualWeights(new WeightStore()), "lpips", "alex", CPU);
        var rgb = rand([1, 3, Side, Side], generator: generator);
        var (picture, truth) = (Picture(3), Picture(5));

        List<BenchmarkPart> parts = [.. Machine(generator), .. Clip(tower, rgb), .. Musiq(musiq, rgb)];
        List<BenchmarkPart> whole = [new("clipiqa", 0, () => clip.Score(rgb)), new("musiq", 0, () => musiq.Score(rgb)), new("lpips", 0, () => lpips.Compute(picture, truth))];
        // One after the other in every round, so that a busy moment meets all.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var part in parts.Concat(whole))
                part.Measure(round > 0);
        }
        Console.WriteLine($"{Side} x {Side}, float32, {get_num_threads()} threads, least of {rounds} rounds");
        BenchmarkPart.PrintRates(parts);
        foreach (var part in whole)
            Console.WriteLine($"{part.Name,-34} {part.Least:0.00} s a picture");
    }

    internal static IEnumerable<BenchmarkPart> Machine(Generator generator)
    {
        var (x, filter) = (randn([1, 256, 64, 64], generator: generator), randn([256, 256, 3, 3], generator: generator));
        yield return new BenchmarkPart("machine: convolution 3x3, 256 @ 64", Convolution(256, 256, 3, 64), () => nn.functional.conv2d(x, filter, padding: [1, 1]));
        var matrix = randn([2048, 2048], generator: generator);
        yield return new BenchmarkPart("machine: matrix product 2048", 2.0 * 2048 * 2048 * 2048, () => matrix.matmul(matrix));
    }

    private static List<BenchmarkPart> Clip(ClipImageTower tower, Tensor rgb)
    {
        var side = Side / 2;
        var x = ClipIqa.Prepare(rgb);
        List<BenchmarkPart> parts = [new("clipiqa: stem", Convolution(3, 32, 3, side) + Convolution(32, 32, 3, side) + Convolution(32, 64, 3, side), () => tower.Stem(x))];
        side /= 2;
        var h = tower.Stem(x);
        int[] blocks = [3, 4, 6, 3];
        for (var stage = 0; stage < ClipImageTower.Stages; stage++)
        {
            var (index, input, width) = (stage, h, 64 << stage);
            var (inside, channels) = (stage == 0 ? side : side / 2, (int)h.shape[1]);
            // The first block reduces at the old size, and its shortcut is a convolution.
            var work = Convolution(channels, width, 1, side) + Convolution(width, width, 3, side) + Convolution(width, 4 * width, 1, inside) + Convolution(channels, 4 * width, 1, inside)
                + (blocks[stage] - 1) * (Convolution(4 * width, width, 1, inside) + Convolution(width, width, 3, inside) + Convolution(width, 4 * width, 1, inside));
            parts.Add(new BenchmarkPart($"clipiqa: stage {stage + 1}", work, () => tower.Stage(index, input)));
            h = tower.Stage(stage, h);
            side = inside;
        }
        var last = h;
        parts.Add(new BenchmarkPart("clipiqa: pooling", 0, () => tower.Pool(last, positions: false)));
        return parts;
    }

    private static List<BenchmarkPart> Musiq(MusiqNet network, Tensor rgb)
    {
        const int atOnce = 256;   // as the network does
        var tokens = MusiqTokens.Cut(rgb);
        var (patches, count) = (tokens.Patches, tokens.Mask.shape[0]);
        var squares = patches.reshape(-1, 3, MusiqTokens.PatchSide, MusiqTokens.PatchSide).narrow(0, 0, atOnce);
        var root = network.Root(squares);
        double rootWork = Convolution(3, 64, 7, 16), blockWork = Convolution(64, 64, 1, 8) + Convolution(64, 64, 3, 8) + 2 * Convolution(64, 256, 1, 8);
        var embedding = 2.0 * count * 16384 * 384;
        var (linear, attention) = (2.0 * (count + 1) * (4 * 384 * 384 + 2 * 384 * 1152), 4.0 * (count + 1) * (count + 1) * 384);
        var (block, tensor) = (new MusiqBlock(384, 1152, 6, 1e-6), randn([1, count + 1, 384]));
        Fill(block, new Generator(2));
        return
        [
            new("musiq: scales and squares", 0, () => MusiqTokens.Cut(rgb).Patches),
            new($"musiq: first layers, {atOnce} squares", atOnce * rootWork, () => network.Root(squares)),
            new($"musiq: bottleneck, {atOnce} squares", atOnce * blockWork, () => network.Block(root)),
            new("musiq: all before the transformer", count * (rootWork + blockWork) + embedding, () => network.Embed(patches)),
            new("musiq: block of the transformer", linear + attention, () => block.Forward(tensor, tensor.shape[1])),
            new("musiq: attention in it", attention, () => Attention(tensor)),
        ];
    }

    private static Tensor Attention(Tensor x)
    {
        var heads = x.reshape(1, x.shape[1], 6, 64).transpose(1, 2);
        return nn.functional.scaled_dot_product_attention(heads, heads, heads);
    }

    internal static double Convolution(int inChannels, int outChannels, int kernel, int side) => 2.0 * inChannels * outChannels * kernel * kernel * side * side;

    internal static void Fill(nn.Module module, Generator generator)
    {
        foreach (var (name, parameter) in module.named_parameters())
        {
            // Signals keep their size, so that no number becomes too small for the processor's fast arithmetic.
            if (parameter.dim() > 1)
                parameter.normal_(0, Math.Sqrt(2.0 * parameter.shape[0] / parameter.numel()), generator);
            else
                parameter.normal_(name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0, 0.1, generator);
        }
    }

    internal static RgbPicture Picture(int step)
    {
        var samples = new byte[3 * Side * Side];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)(i * step >> 3);
        return new RgbPicture(Side, Side, samples);
    }
}
