using System.Security.Cryptography;
using TadSr.Configuration;
using TadSr.Data;
using TadSr.Imaging;
using TadSr.Models;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>What guides make of samples: their picture with the truth's low frequencies, so that detail comes from the guide and colour
/// from the truth. A guide answers once for a low-resolution picture; the answer is kept under the hash of both.</summary>
internal sealed class GuideGoals : IPairGuide, IDisposable
{
    /// <summary>Side of the squares whose mean is the truth's.</summary>
    public const int Cell = 8;

    private readonly Dictionary<string, IPictureUpscaler> models = [];
    private readonly string cache;

    /// <summary>Loads the guides.</summary>
    /// <param name="config">Their weights and the folder of their answers.</param>
    /// <param name="device">Where they compute.</param>
    /// <param name="precision">In what: that of the training.</param>
    /// <exception cref="TadSrException">A file is missing or holds no model that enlarges.</exception>
    public GuideGoals(GuideConfig config, string device, Precision precision)
    {
        cache = config.Cache;
        var options = new UpscalerOptions { Device = device, Precision = ComputeType.PrecisionOf(ComputeType.Of(precision, new Device(device))) };
        try
        {
            foreach (var model in config.Models)
                models.Add(model.Name, ModelFile.LoadUpscaler(BundledModel.Resolve(model.Weights), options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Planes<float> Goal(string name, Planes<float> lq, Planes<float> hq)
    {
        var answer = Answer(models[name], lq);
        if ((answer.Height, answer.Width) != (hq.Height, hq.Width))
            throw new TadSrException($"guide.models: '{name}' makes {answer.Width}x{answer.Height} of {lq.Width}x{lq.Height}, the truth has {hq.Width}x{hq.Height}; give a guide of the scale diffusion.sf.", ErrorKind.Usage);
        return WithLowFrequencies(answer, hq);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var model in models.Values)
            model.Dispose();
    }

    /// <summary>A picture plus the difference of the means over <see cref="Cell"/> x <see cref="Cell"/> pixels, interpolated bilinearly.</summary>
    /// <param name="picture">(3, H, W) in [0, 1].</param>
    /// <param name="truth">(3, H, W) in [0, 1]; sides multiples of <see cref="Cell"/>.</param>
    internal static Planes<float> WithLowFrequencies(Planes<float> picture, Planes<float> truth)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (own, wanted) = (Batch(picture), Batch(truth));
        var difference = nn.functional.avg_pool2d(wanted - own, Cell);
        var smooth = nn.functional.interpolate(difference, [truth.Height, truth.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        var result = new Planes<float>(3, truth.Height, truth.Width);
        HostMemory.Copy<float>((own + smooth).clamp(0, 1), result.Values);
        return result;

        static Tensor Batch(Planes<float> planes) => tensor(planes.Values, [1, planes.Channels, planes.Height, planes.Width]);
    }

    private Planes<float> Answer(IPictureUpscaler model, Planes<float> lq)
    {
        var levels = new byte[lq.Values.Length];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = (byte)MathF.Round(lq.Values[i] * 255);
        var traits = model.Traits;
        var path = Path.Combine(cache, $"{traits.WeightsHash[..16]}-{traits.Precision.ToString().ToLowerInvariant()}", $"{Convert.ToHexStringLower(SHA256.HashData(levels))[..32]}.png");
        if (File.Exists(path))
        {
            var stored = ImageFile.Read(path).Pixels;
            return new Planes<float>(3, stored.Height, stored.Width, [.. stored.Plane(0), .. stored.Plane(1), .. stored.Plane(2)]);
        }
        var answer = Compute(model, lq);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var pixels = new PixelBuffer(answer.Width, answer.Height, 3);
        for (var i = 0; i < answer.Width * answer.Height; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                ref var value = ref answer.Plane(c)[i];
                var level = (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f);
                pixels.Bytes[i * 3 + c] = level;
                value = level / 255f;   // the same as what the next run reads
            }
        }
        ImageFile.Write(new Picture(pixels), path);
        return answer;
    }

    private static Planes<float> Compute(IPictureUpscaler model, Planes<float> lq)
    {
        var traits = model.Traits;
        if (lq.Height % traits.PixelMultiple != 0 || lq.Width % traits.PixelMultiple != 0)
            throw new TadSrException($"data.crop gives low-resolution pictures of {lq.Width}x{lq.Height}; the guide {traits.Weights} takes multiples of {traits.PixelMultiple}.", ErrorKind.Usage);
        var margin = traits.Margin;
        var window = new Planes<float>(3, lq.Height + 2 * margin, lq.Width + 2 * margin);
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < window.Height; y++)
            {
                var from = lq.Row(c, Math.Clamp(y - margin, 0, lq.Height - 1));
                var to = window.Row(c, y);
                for (var x = 0; x < window.Width; x++)
                    to[x] = from[Math.Clamp(x - margin, 0, lq.Width - 1)];
            }
        }
        var result = new Planes<float>(3, lq.Height * traits.Scale, lq.Width * traits.Scale);
        using var windows = model.Prepare(new Whole(lq));
        windows.Run([new UpscaleWindow(0, 0, window, Noise(traits.Noise, lq))], [result]);
        return result;
    }

    private static List<Planes<float>> Noise(NoiseShape? shape, Planes<float> lq)
    {
        var noise = new List<Planes<float>>();
        for (var draw = 0; draw < (shape?.Draws ?? 0); draw++)
        {
            var (channels, height, width) = (shape!.Value.Channels, shape.Value.At(lq.Height), shape.Value.At(lq.Width));
            using var generator = new Generator(CounterRandom.DeriveSeed(0, $"guide {draw}"));
            using var values = randn([channels, height, width], generator: generator);
            noise.Add(new Planes<float>(channels, height, width, [.. values.data<float>()]));
        }
        return noise;
    }

    private sealed class Whole(Planes<float> picture) : IPictureView
    {
        public int Width => picture.Width;

        public int Height => picture.Height;

        public Planes<float> Reduced(int longestSide)
        {
            var longest = Math.Max(picture.Width, picture.Height);
            return longest <= longestSide
                ? picture.Clone()
                : AreaReduction.Apply(picture, Math.Max(1, picture.Height * longestSide / longest), Math.Max(1, picture.Width * longestSide / longest));
        }
    }
}
