using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>The second-order degradation of Real-ESRGAN in its exact order: blur, resize, noise and JPEG; perhaps blur, resize
/// and noise again; then resize, sinc filter and JPEG in either order; 8-bit levels. Works on plain memory, one picture at a
/// time, and is safe for several threads.</summary>
internal sealed class RealEsrganPipeline : IPairDegradation
{
    private static readonly BlurKernel SharpeningBlur = Kernels.Bivariate(KernelShape.Gaussian, 7, 1, 1, 0);
    private readonly DegradationConfig config;
    private readonly PoissonTable[] tables = [.. Enumerable.Range(0, 9).Select(power => new PoissonTable(1 << power))];

    /// <summary>A pipeline.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    /// <param name="scale">Truth pixels a side for one low-resolution pixel.</param>
    public RealEsrganPipeline(DegradationConfig config, int scale = 4)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        (this.config, Scale) = (config, scale);
    }

    /// <inheritdoc/>
    public int Scale { get; }

    /// <inheritdoc/>
    public DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
    {
        var plan = DegradationPlan.Draw(config, sample, group);
        var hq = config.UseSharp ? UnsharpMask.Apply(truth) : truth;
        return new DamagedPair(Degrade(hq, plan), hq);
    }

    /// <summary>Damages a picture as planned.</summary>
    /// <param name="truth">(3, H, W) in [0, 1]; left as it is.</param>
    /// <param name="plan">What was drawn.</param>
    /// <param name="draws">Pixel noise; null takes the plan's own seeds.</param>
    /// <returns>(3, H / scale, W / scale), 8-bit levels in [0, 1].</returns>
    public Planes<float> Degrade(Planes<float> truth, DegradationPlan plan, IPixelDraws? draws = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(plan);
        draws ??= new CounterDraws(plan, tables);
        var (height, width) = (truth.Height / Scale, truth.Width / Scale);
        if (plan.Clean)
            return Quantise(Resize.ToSize(truth, height, width, ResizeMode.AntialiasedBicubic));
        var image = truth;
        if (plan.First is { } first)
        {
            image = Blur(image, first.Kernel);
            image = Resize.ByScale(image, Math.Max(first.Scale, 1.0 / Math.Min(image.Height, image.Width)), first.Mode);
            image = Compress(AddNoise(image, first.Noise, draws, 1), first.JpegQuality);
        }

        if (plan.Second is { } second)
        {
            image = Blur(image, second.Kernel);
            image = Resize.ToSize(image, Target(truth.Height, second.Scale), Target(truth.Width, second.Scale), second.Mode);
            image = Compress(AddNoise(image, second.Noise, draws, 2), second.JpegQuality);
        }

        if (!plan.ResizeFirst)
            image = Compress(image, plan.FinalJpegQuality);
        image = Blur(Resize.ToSize(image, height, width, plan.FinalMode), plan.FinalSinc);
        if (plan.Sharpening is { } amount)
            image = Sharpen(image, amount);
        return Quantise(plan.ResizeFirst ? Compress(image, plan.FinalJpegQuality) : image);
    }

    /// <summary>clamp(round(255 x), 0, 255) / 255, ties to even.</summary>
    public static Planes<float> Quantise(Planes<float> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Planes<float>(image.Channels, image.Height, image.Width);
        for (var i = 0; i < result.Values.Length; i++)
            result.Values[i] = Math.Clamp(MathF.Round(image.Values[i] * 255), 0, 255) / 255;
        return result;
    }

    /// <summary>Adds a round's noise; the picture is not used again and may be changed.</summary>
    internal static Planes<float> AddNoise(Planes<float> image, NoiseDraw? noise, IPixelDraws draws, int round)
    {
        if (noise is null)
            return image;
        var plane = image.Height * image.Width;
        var count = noise.Gray ? plane : plane * image.Channels;
        var result = image.Clone();
        var values = new float[count];
        if (noise.Poisson)
        {
            var levels = PoissonNoise.Levels(noise.Gray ? PoissonNoise.Gray(image) : image);
            var peak = PoissonNoise.Peak(levels);
            draws.PoissonCounts(round, noise.Gray, levels, peak, values);
            PoissonNoise.Add<float>(result, levels, values, peak, noise.Strength);
        }
        else
        {
            draws.Normals(round, noise.Gray, values);
            if (noise.Chroma)
                ChromaNoise.Colour(values, image.Height, image.Width);
            GaussianNoise.Add<float>(result, values, noise.Strength);
        }

        return result;
    }

    // A blur that leaves [0, 1] (sinc) must be limited before it is compressed.
    private static Planes<float> Compress(Planes<float> image, double? quality)
    {
        if (quality is not { } q)
            return image;
        var limited = image.Clone();
        limited.ClampToUnit();
        return DiffJpeg.Apply(limited, q);
    }

    private static Planes<float> Blur(Planes<float> image, IKernelSource? kernel)
        => kernel is null ? image : Filter2D.Apply(image, kernel.Build());

    // As cameras do: the difference from a small blur is added, everywhere.
    private static Planes<float> Sharpen(Planes<float> image, double amount)
    {
        var blurred = Filter2D.Apply(image, SharpeningBlur);
        var result = image.Clone();
        for (var i = 0; i < result.Values.Length; i++)
            result.Values[i] += (float)amount * (image.Values[i] - blurred.Values[i]);
        result.ClampToUnit();
        return result;
    }

    private int Target(int side, double scale) => Math.Max(1, (int)((double)side / Scale * scale));
}
