namespace TadSr.Imaging.Formats;

/// <summary>The eight ways in which a camera can have been held.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height change places.</summary>
    public static bool Swaps(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Puts a stored row where it belongs in the upright picture.</summary>
    /// <param name="row">The samples of the row.</param>
    /// <param name="y">Its number.</param>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="target">The upright picture.</param>
    public static void Place(ReadOnlySpan<byte> row, int y, int orientation, PixelBuffer target)
    {
        var size = target.Channels * (target.BitDepth / 8);
        var width = row.Length / size;
        if (orientation is 1 or 4)
        {
            row.CopyTo(target.Row(orientation == 1 ? y : target.Height - 1 - y));
            return;
        }
        if (orientation is 2 or 3)
        {
            var turned = target.Row(orientation == 2 ? y : target.Height - 1 - y);
            for (var x = 0; x < width; x++)
                row.Slice(x * size, size).CopyTo(turned[((width - 1 - x) * size)..]);
            return;
        }
        var column = (orientation is 5 or 8 ? y : target.Width - 1 - y) * size;
        for (var x = 0; x < width; x++)
            row.Slice(x * size, size).CopyTo(target.Row(orientation is 5 or 6 ? x : target.Height - 1 - x)[column..]);
    }
}
