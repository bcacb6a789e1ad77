using TadSr.Data;
using TadSr.Imaging;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Judges a stage by fixed pairs and keeps a picture to look at: low resolution, bicubic, the stage's results, truth.</summary>
internal sealed class Validation : IDisposable
{
    private const int Rows = 4, PartSize = 4;
    private readonly TrainingBatch pairs;
    private readonly ResNet18Trunk judge;

    /// <summary>Draws the pairs once.</summary>
    /// <param name="data">Validation pictures; never trained on.</param>
    /// <param name="count">Pairs.</param>
    /// <param name="judge">ResNet-18 features; owned from now on.</param>
    /// <param name="device">Where the pairs lie.</param>
    public Validation(PairDataset data, int count, ResNet18Trunk judge, Device device)
    {
        using var scope = NewDisposeScope();
        var batch = TrainingBatch.From(data.Batch(0, count), device);
        pairs = new TrainingBatch(batch.Lq.DetachFromDisposeScope(), batch.Hq.DetachFromDisposeScope());
        this.judge = judge;
        judge.to(device);
    }

    /// <summary>Mean PSNR (RGB, dB) and ResNet-18 distance (tap 3) of every way, with bicubic as the measure of what is gained.</summary>
    /// <param name="stage">What is judged.</param>
    /// <param name="picture">PNG to write.</param>
    public IReadOnlyList<(string Name, double Value)> Run(ITrainingStage stage, string picture)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sums = new List<(string Name, double Value)>();
        for (var first = 0L; first < pairs.Count; first += PartSize)
        {
            using var partScope = NewDisposeScope();
            var part = pairs.Slice(first, Math.Min(PartSize, pairs.Count - first));
            long height = part.Hq.shape[2], width = part.Hq.shape[3];
            var bicubic = nn.functional.interpolate(part.Lq, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
            List<(string Name, Tensor Picture)> ways = [("bicubic", bicubic), .. stage.Preview(part)];
            var truth = Quantise(part.Hq);
            foreach (var (name, result) in ways)
            {
                var quantised = Quantise(result);
                var mse = (quantised - truth).square().mean([1, 2, 3]);
                Add(sums, $"psnr {name}", (-10 * (mse + 1e-8).log10()).sum().item<float>());
                Add(sums, $"r18 {name}", ResNet18Distance.AtTap(judge.Taps(quantised)[3], judge.Taps(truth)[3]).sum().item<float>());
            }
            if (first == 0)
                Draw(picture, part, ways, height, width);
        }
        return [.. sums.Select(s => (s.Name, s.Value / pairs.Count))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        pairs.Lq.Dispose();
        pairs.Hq.Dispose();
        judge.Dispose();
    }

    private static void Add(List<(string Name, double Value)> sums, string name, double value)
    {
        var at = sums.FindIndex(s => s.Name == name);
        if (at < 0)
            sums.Add((name, value));
        else
            sums[at] = (name, sums[at].Value + value);
    }

    private static Tensor Quantise(Tensor signed) => ((signed + 1) * 127.5).round().clamp(0, 255) / 255;

    private static void Draw(string path, TrainingBatch part, List<(string Name, Tensor Picture)> ways, long height, long width)
    {
        var nearest = nn.functional.interpolate(part.Lq, [height, width], mode: InterpolationMode.Nearest);
        Tensor[] columns = [nearest, .. ways.Select(w => w.Picture), part.Hq];
        var grid = cat([.. columns.Select(c => cat([.. Enumerable.Range(0, (int)Math.Min(Rows, part.Count)).Select(i => c[i])], 1))], 2);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(new Imaging.Picture(ToPixels(grid)), path);
    }

    /// <summary>(3, H, W) in [-1, 1] of any device as a picture.</summary>
    internal static PixelBuffer ToPixels(Tensor signed)
    {
        using var scope = NewDisposeScope();
        var pixels = new PixelBuffer((int)signed.shape[2], (int)signed.shape[1], 3);
        HostMemory.Copy<byte>((Quantise(signed) * 255).permute(1, 2, 0).to_type(ScalarType.Byte), pixels.Bytes);
        return pixels;
    }
}
