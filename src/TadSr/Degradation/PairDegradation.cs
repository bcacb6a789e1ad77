using TadSr.Configuration;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Chooses the damage that a configuration asks for.</summary>
internal static class PairDegradation
{
    /// <summary>The damage of faces where the configuration has a section for them, else Real-ESRGAN's.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    /// <param name="scale">Truth pixels a side for one low-resolution pixel; faces keep their size whatever it is.</param>
    public static IPairDegradation Of(DegradationConfig config, int scale)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.Face is { } face ? new FacePipeline(face) : new RealEsrganPipeline(config, scale);
    }
}
