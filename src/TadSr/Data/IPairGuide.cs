using TadSr.Imaging;

namespace TadSr.Data;

/// <summary>Gives what is to be learnt in the truth's place.</summary>
internal interface IPairGuide
{
    /// <summary>The goal of a sample; safe for several threads.</summary>
    /// <param name="name">The guide that its damage names.</param>
    /// <param name="lq">(3, h, w) in [0, 1].</param>
    /// <param name="hq">(3, scale h, scale w) in [0, 1].</param>
    /// <returns>(3, scale h, scale w) in [0, 1].</returns>
    Planes<float> Goal(string name, Planes<float> lq, Planes<float> hq);
}
