using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>Reads the numbers of metrics that have no network.</summary>
internal static class MetricParameters
{
    /// <summary>A float64 tensor of a file, in row-major order.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="name">The tensor.</param>
    /// <param name="count">How many numbers it must have; any when null.</param>
    /// <exception cref="TadSrException">There is no such tensor.</exception>
    public static double[] Read(ICheckpoint checkpoint, string name, int? count = null)
    {
        var entry = checkpoint.Entries.FirstOrDefault(e => e.Name == name && e.ElementType == ElementType.Float64 && (count is null || e.ElementCount == count))
            ?? throw new TadSrException($"{checkpoint.Path}: has no float64 tensor '{name}'{(count is null ? "" : $" of {count} numbers")}.", ErrorKind.BadFile);
        var values = new double[entry.ElementCount];
        checkpoint.CopyTo(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
