using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>Enlarges the windows of one picture. Not for several threads at once.</summary>
internal interface IWindowUpscaler : IDisposable
{
    /// <summary>How often a batch was computed again in float32 because the result was not finite.</summary>
    int Repeats { get; }

    /// <summary>Enlarges windows of equal size.</summary>
    /// <param name="windows">One or several; their arrays are filled anew for the next call.</param>
    /// <param name="results">For each window (3, height scale, width scale), filled with RGB in [0, 1].</param>
    /// <exception cref="TadSrException">A result is not finite.</exception>
    void Run(IReadOnlyList<UpscaleWindow> windows, IReadOnlyList<Planes<float>> results);
}
