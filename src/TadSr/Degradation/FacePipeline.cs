using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>The degradation of the face models (GFPGAN): blur, reduce, noise, JPEG, enlarge to the old size, sometimes grey.</summary>
internal sealed class FacePipeline : IPairDegradation
{
    private readonly FaceDegradationConfig config;

    /// <summary>A pipeline.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    public FacePipeline(FaceDegradationConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
    }

    /// <summary>1: a damaged face has the size of its truth.</summary>
    public int Scale => 1;

    /// <inheritdoc/>
    public DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group)
    {
        ArgumentNullException.ThrowIfNull(truth);
        var plan = FacePlan.Draw(config, sample);
        return new DamagedPair(Degrade(truth, plan), plan.Gray && config.GrayTruth ? Gray(truth) : truth);
    }

    /// <summary>Damages a face as planned.</summary>
    /// <param name="truth">(3, H, W) in [0, 1]; left as it is.</param>
    /// <param name="plan">What was drawn.</param>
    /// <returns>(3, H, W), 8-bit levels in [0, 1].</returns>
    public static Planes<float> Degrade(Planes<float> truth, FacePlan plan)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(plan);
        var small = Reduce(Filter2D.Apply(truth, plan.Kernel.Build()), plan.Downsample);
        var normals = new float[small.Values.Length];
        new CounterRandom(plan.NoiseSeed, 0).FillNormal(normals);
        GaussianNoise.Add<float>(small, normals, plan.Noise);
        var large = Resize.ToSize(CodecJpeg.Apply(small, plan.Quality), truth.Height, truth.Width, ResizeMode.Bilinear);
        return RealEsrganPipeline.Quantise(plan.Gray ? Gray(large) : large);
    }

    /// <summary>Bilinear reduction to floor(H / factor) x floor(W / factor), at least one pixel.</summary>
    internal static Planes<float> Reduce(Planes<float> image, double factor)
        => Resize.ToSize(image, Math.Max(1, (int)Math.Floor(image.Height / factor)), Math.Max(1, (int)Math.Floor(image.Width / factor)), ResizeMode.Bilinear);

    /// <summary>0.299 R + 0.587 G + 0.114 B in all three planes.</summary>
    internal static Planes<float> Gray(Planes<float> image)
    {
        var result = new Planes<float>(3, image.Height, image.Width);
        var plane = image.Height * image.Width;
        for (var i = 0; i < plane; i++)
        {
            var gray = 0.299f * image.Values[i] + 0.587f * image.Values[plane + i] + 0.114f * image.Values[2 * plane + i];
            (result.Values[i], result.Values[plane + i], result.Values[2 * plane + i]) = (gray, gray, gray);
        }

        return result;
    }
}
