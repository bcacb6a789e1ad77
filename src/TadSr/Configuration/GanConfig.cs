using System.Text.Json.Serialization;
using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>The time-aware adversarial term in latent space (eq. 9 to 12).</summary>
public sealed record GanConfig
{
    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>lambda_2; 0 turns it off, with its discriminator.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; } = 0.02;

    /// <summary>Whether the discriminator is told the time.</summary>
    public bool TimeAware { get; init; } = true;

    /// <summary>How the logits are reduced.</summary>
    public GanReduction Reduction { get; init; } = GanReduction.ConcatMean;

    /// <summary>Times are drawn below this; left out it is T (recipe <c>authors-code</c>: T - 1).</summary>
    [Limits(Min = 1)]
    public int? TMaxExclusive { get; init; }

    /// <summary>The noise added to both latents.</summary>
    public NoiseKind Noise { get; init; } = NoiseKind.Normal;

    /// <summary>Size of the time sinusoid.</summary>
    [Limits(Min = 2)]
    public int EmbedDim { get; init; } = 160;

    /// <summary>Logits per position.</summary>
    [Limits(Min = 1)]
    [JsonPropertyName("c_dim")]
    public int LogitsPerPosition { get; init; } = 64;
}
