using TadSr.Configuration;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Chooses the damage that a configuration asks for.</summary>
internal static class PairDegradation
{
    /// <summary>The damage of faces where the configuration has a section for them, the mixture of its kinds where it has some, else
    /// Real-ESRGAN's.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    /// <param name="scale">Truth pixels a side for one low-resolution pixel; faces keep their size whatever it is.</param>
    public static IPairDegradation Of(DegradationConfig config, int scale)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Face is { } face)
            return new FacePipeline(face);
        return config.Kinds.Count > 0 ? new MixedPipeline(config, scale) : new RealEsrganPipeline(config, scale);
    }
}
