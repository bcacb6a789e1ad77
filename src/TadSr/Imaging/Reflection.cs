using System.Runtime.CompilerServices;

namespace TadSr.Imaging;

/// <summary>How a side goes on beyond its ends: as between two mirrors, to and fro. Both kinds take any distance and a side of one sample.</summary>
internal static class Reflection
{
    /// <summary>The sample that a place shows where the edge is repeated (2 1 0 | 0 1 2 | 2 1 0): "symmetric" in NumPy and MATLAB.</summary>
    /// <param name="index">Any place; 0 is the first sample.</param>
    /// <param name="length">Samples of the side, at least 1.</param>
    /// <returns>0 to <paramref name="length"/> - 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]   // nearly every place lies inside
    public static int EdgeRepeated(int index, int length) => (uint)index < (uint)length ? index : Fold(index, 2 * length, 2 * length - 1, length);

    /// <summary>The sample that a place shows where the edge is not repeated (2 1 | 0 1 2 | 1 0): "reflect" in NumPy and PyTorch.</summary>
    /// <param name="index">Any place; 0 is the first sample.</param>
    /// <param name="length">Samples of the side, at least 1; a single one is repeated.</param>
    /// <returns>0 to <paramref name="length"/> - 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int EdgeOnce(int index, int length) => (uint)index < (uint)length ? index : Fold(index, Math.Max(1, 2 * length - 2), 2 * length - 2, length);

    // The place within one way to and fro; the second half of it runs backwards from the turn.
    private static int Fold(int index, int period, int turn, int length)
    {
        var place = (index % period + period) % period;
        return place < length ? place : turn - place;
    }
}
