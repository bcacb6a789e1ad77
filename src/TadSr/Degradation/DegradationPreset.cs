using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>How a synthetic test set of the papers is made from a folder of truths.</summary>
/// <param name="Name">The word that stands for it.</param>
/// <param name="Side">Truths are resized (bilinear) until their shorter side has this length, then cut to a square at the centre.</param>
/// <param name="Scale">Truth pixels a side for one low-resolution pixel.</param>
/// <param name="Damage">Ranges and probabilities.</param>
internal sealed record DegradationPreset(string Name, int Side, int Scale, DegradationConfig Damage)
{
    /// <summary>The seed of the papers' sets. What it draws here is this program's own.</summary>
    public const ulong Seed = 10_000;

    /// <summary>ResShift's ImageNet-Test: x4, gentler than training, without a second round.</summary>
    public static DegradationPreset ImageNetTest { get; } = new("imagenet-test", 256, 4, new DegradationConfig
    {
        First = new()
        {
            Blur = Gaussian([3, 5, 7, 9, 11], [0.2, 0.8], sinc: 0.1),
            Resize = new() { Up = 0.2, Down = 0.7, Keep = 0.1, Scale = [0.5, 1.5] },
            Noise = new() { Gaussian = 0.5, Sigma = [1, 15], PoissonScale = [0.05, 0.3], Gray = 0.4 },
            Jpeg = new() { Quality = [70, 95] },
        },
        Second = new() { Probability = 0 },
        Final = new() { SincProbability = 0.2, Jpeg = new() { Quality = [80, 100] } },
    });

    /// <summary>CelebA-Test: faces of 512 pixels, which keep their size.</summary>
    public static DegradationPreset CelebATest { get; } = new("celeba-test", 512, 1, new DegradationConfig
    {
        Face = new() { Iso = 0, Sigma = [4, 16], Theta = [0, Math.PI], Downsample = [1, 32], Noise = [1, 20], Quality = [30, 70], Gray = 0 },
    });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DegradationPreset> All { get; } = [ImageNetTest, CelebATest];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="TadSrException">There is none of that name.</exception>
    public static DegradationPreset Of(string name) => All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new TadSrException($"there is no test set '{name}'; use {string.Join(", ", All.Select(preset => preset.Name))}.", ErrorKind.Usage);

    /// <summary>The truth of a photograph, with whole levels.</summary>
    /// <param name="photograph">(3, H, W) in [0, 1].</param>
    /// <returns>(3, side, side), 8-bit levels in [0, 1].</returns>
    public Planes<float> Truth(Planes<float> photograph)
    {
        ArgumentNullException.ThrowIfNull(photograph);
        var shorter = Math.Min(photograph.Height, photograph.Width);
        var (height, width) = (Scaled(photograph.Height), Scaled(photograph.Width));
        var resized = RealEsrganPipeline.Quantise(Resize.ToSize(photograph, height, width, ResizeMode.Bilinear));
        var (top, left) = ((height - Side) / 2, (width - Side) / 2);
        var truth = new Planes<float>(3, Side, Side);
        for (var c = 0; c < 3; c++)
        {
            for (var y = 0; y < Side; y++)
                resized.Row(c, top + y).Slice(left, Side).CopyTo(truth.Row(c, y));
        }
        return truth;

        int Scaled(int side) => (int)Math.Round((double)side * Side / shorter);
    }

    private static BlurConfig Gaussian(IReadOnlyList<int> sizes, IReadOnlyList<double> sigma, double sinc) => new()
    {
        Sizes = sizes,
        SincProbability = sinc,
        Iso = 0.6,
        Aniso = 0.4,
        GeneralizedIso = 0,
        GeneralizedAniso = 0,
        PlateauIso = 0,
        PlateauAniso = 0,
        Sigma = sigma,
    };
}
