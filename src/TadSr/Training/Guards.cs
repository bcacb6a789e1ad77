using TadSr.Runtime;

namespace TadSr.Training;

/// <summary>Stops training at a value that is not finite and names the culprit.</summary>
internal static class Guards
{
    /// <summary>Passes a finite value on.</summary>
    /// <param name="value">A loss or a norm.</param>
    /// <param name="name">Its name in the log.</param>
    /// <param name="iteration">The step that made it, from 1.</param>
    /// <exception cref="TadSrException">It is not finite.</exception>
    public static double Finite(double value, string name, long iteration) =>
        double.IsFinite(value) ? value : throw new TadSrException(
            $"training stopped at step {iteration}: '{name}' is {value}. The last checkpoint is unharmed; resume from it with a lower optim.lr, with optim.clip=1, or with train.precision=fp32.",
            ErrorKind.NonFinite);
}
