using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Makes the low-resolution half of a training pair.</summary>
internal interface IPairDegradation
{
    /// <summary>How many truth pixels a side one low-resolution pixel has.</summary>
    int Scale { get; }

    /// <summary>Damages a picture; safe for several threads.</summary>
    /// <param name="truth">(3, H, W) in [0, 1], sides multiples of <see cref="Scale"/>; left as it is.</param>
    /// <param name="sample">Random numbers of this sample.</param>
    /// <param name="group">Random numbers that all samples of its group share.</param>
    DamagedPair Apply(Planes<float> truth, CounterRandom sample, CounterRandom group);
}
