using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>What a user may say of a model beside its file.</summary>
internal sealed record UpscalerOptions
{
    /// <summary>Weights of the VQGAN of a diffusion model that needs one; null looks for the published file beside the model.</summary>
    public string? Codec { get; init; }

    /// <summary>Families of the caller, asked before those of the program.</summary>
    public IReadOnlyList<NetworkFamily> Families { get; init; } = [];

    /// <summary>The schedule of a diffusion model, instead of the file's own or the published one.</summary>
    public DiffusionConfig? Diffusion { get; init; }

    /// <summary>Name of a schedule (<see cref="NamedSchedule"/>), which wins over <see cref="Diffusion"/>; null for none.</summary>
    public string? Schedule { get; init; }

    /// <summary>How a diffusion model goes its steps where it takes several.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;

    /// <summary>Diffusion steps: 1 is the one-step sampler, 2 to T those of <see cref="Sampler"/>. Other networks have none.</summary>
    public int Steps { get; init; } = 1;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Element type of the network.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>A second file of the same network to mix the weights with; null for none.</summary>
    public string? MixWith { get; init; }

    /// <summary>Share of <see cref="MixWith"/>, 0 to 1.</summary>
    public double MixShare { get; init; }
}
