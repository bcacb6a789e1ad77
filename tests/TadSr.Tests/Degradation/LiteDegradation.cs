using TadSr.Configuration;
using TadSr.Networks;

namespace TadSr.Tests.Degradation;

/// <summary>The damage of the lite models, as their preset has it.</summary>
internal static class LiteDegradation
{
    public static DegradationConfig Config { get; } = TrainConfig.Load(PresetFile.Find("lite/student"), NetworkFamilies.Trainable).Degradation;
}
