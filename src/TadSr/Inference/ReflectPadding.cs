namespace TadSr.Inference;

/// <summary>Extends a side by reflection on the right or bottom, the edge sample not repeated. Unlike the reference's padding it
/// works for any side: the reflection goes on to and fro, and a side of one pixel repeats it.</summary>
public static class ReflectPadding
{
    /// <summary>The smallest multiple that is not smaller than the length.</summary>
    public static int PaddedLength(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>Which source sample lies at a place beyond the end.</summary>
    /// <param name="position">From 0.</param>
    /// <param name="length">Length of the source.</param>
    public static int Source(int position, int length)
    {
        if (length == 1)
            return 0;
        var phase = position % (2 * (length - 1));
        return phase < length ? phase : 2 * (length - 1) - phase;
    }
}
