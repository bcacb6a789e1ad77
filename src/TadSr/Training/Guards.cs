using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Stops training at the first value that is not finite and names the culprit.</summary>
public static class Guards
{
    /// <summary>Reads a scalar loss.</summary>
    /// <param name="loss">The term.</param>
    /// <param name="term">Its name.</param>
    /// <param name="iteration">The step, from 1.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="TadSrException">It is not finite.</exception>
    public static double Finite(Tensor loss, string term, long iteration)
    {
        var value = loss.to_type(ScalarType.Float64).item<double>();
        return double.IsFinite(value) ? value : throw NotFinite(term, value, iteration);
    }

    /// <summary>Checks a gradient norm.</summary>
    public static double Finite(double norm, string term, long iteration) =>
        double.IsFinite(norm) ? norm : throw NotFinite(term, norm, iteration);

    private static TadSrException NotFinite(string term, double value, long iteration) => new(
        $"training stopped at step {iteration}: '{term}' is {value}. The last checkpoint is unharmed; resume from it with a lower optim.lr, with optim.clip=1, or with train.precision=fp32.",
        ExitCode.NonFinite);
}
