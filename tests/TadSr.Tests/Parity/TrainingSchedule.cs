using System.Text.Json;
using TadSr.Configuration;
using TadSr.Diffusion;

namespace TadSr.Tests.Parity;

/// <summary>The schedule that a training reference names.</summary>
internal static class TrainingSchedule
{
    public static EtaSchedule Of(JsonElement settings) => new(new DiffusionConfig
    {
        Steps = settings.GetProperty("T").GetInt32(),
        MinNoiseLevel = settings.GetProperty("min_noise_level").GetDouble(),
        Kappa = settings.TryGetProperty("kappa", out var kappa) ? kappa.GetDouble() : 2.0,
        CapStart = true,
    });
}
