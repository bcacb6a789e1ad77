using System.Globalization;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Everything that a result may depend on, beside the picture and the weights.</summary>
public sealed record SuperResolverOptions
{
    /// <summary>The seed that is used unless another is given.</summary>
    public const ulong DefaultSeed = 12345;

    /// <summary>Weights of the VQGAN for a model that needs one; null looks for the published file beside the model.</summary>
    public string? Codec { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Element type of the network.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Diffusion steps: 1 is the one-step sampler, 2 to T go by <see cref="Sampler"/>.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>How several steps are gone: deterministic (SinSR) or stochastic (ResShift).</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>Name of the published schedule of a diffusion model, such as <c>realsr</c>; null takes what the file says, and where it
    /// says nothing what its shapes and name make likely.</summary>
    public string? Schedule { get; init; }

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; init; } = DefaultSeed;

    /// <summary>Side of a tile in pixels of the input, rounded up to what the network takes; 0 never tiles; null takes the model's own.</summary>
    public int? Tile { get; init; }

    /// <summary>Pixels of the input that neighbouring tiles share, at most half a tile; null takes the model's own.</summary>
    public int? Overlap { get; init; }

    /// <summary>How tiles are joined.</summary>
    public BlendMode Blend { get; init; } = BlendMode.Ramp;

    /// <summary>Tiles of a row that are computed at once.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Whether low frequencies are held to the input's; null does so for diffusion models alone.</summary>
    public bool? ColorFix { get; init; }

    /// <summary>Strength of denoising for the model <c>general</c>, 0 to 1: every weight is
    /// denoise general + (1 - denoise) wdn. Null takes 1, the file alone.</summary>
    public double? Denoise { get; init; }

    /// <summary>Bytes that a picture may need; a larger one is refused before work starts. Null takes what the machine (or its control group) has.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Families of networks of one's own, asked before those of the library when a weight file is recognised.</summary>
    public IReadOnlyList<NetworkFamily> Families { get; init; } = [];

    internal void Validate()
    {
        Require(Steps >= 1, Setting.Steps, Steps, "at least 1");
        Require(Tile is null or >= 0, Setting.Tile, Tile ?? 0, "a number of pixels, or 0 to never tile");
        Require(Overlap is null or >= 0, Setting.Overlap, Overlap ?? 0, "a number of pixels");
        if (Denoise is not (null or (>= 0 and <= 1)))
            throw new TadSrException(string.Create(CultureInfo.InvariantCulture, $"{Setting.Denoise} is {Denoise}; use 0 to 1."), ErrorKind.Usage);
        Require(Batch >= 1, Setting.Batch, Batch, "at least 1");
        Require(MaxMemory is null or >= 1, Setting.MaxMemory, MaxMemory ?? 0, "a number of bytes");
    }

    private static void Require(bool holds, string option, long value, string expected)
    {
        if (!holds)
            throw new TadSrException($"{option} is {value}; use {expected}.", ErrorKind.Usage);
    }
}
