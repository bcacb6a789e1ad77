namespace TadSr.Imaging.Formats;

/// <summary>The eight ways in which a camera can have been held.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height change places.</summary>
    public static bool Swaps(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Puts stored rows where they belong in the upright picture.</summary>
    /// <param name="block">The samples of whole rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="y">The number of the first.</param>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="target">The upright picture.</param>
    public static void Place(ReadOnlySpan<byte> block, int rows, int y, int orientation, PixelBuffer target)
    {
        var size = target.Channels * (target.BitDepth / 8);
        var stride = block.Length / rows;
        if (Swaps(orientation))
        {
            PlaceColumns(block, rows, y, orientation, target);
            return;
        }
        var turned = new byte[stride];
        for (var i = 0; i < rows; i++)
        {
            var row = block.Slice(i * stride, stride);
            if (orientation is 2 or 3)
            {
                for (var x = 0; x < stride; x += size)
                    row.Slice(x, size).CopyTo(turned.AsSpan(stride - size - x));
                row = turned;
            }
            target.SetRow(orientation is 1 or 2 ? y + i : target.Height - 1 - y - i, row);
        }
    }

    private static void PlaceColumns(ReadOnlySpan<byte> block, int rows, int y, int orientation, PixelBuffer target)
    {
        var size = target.Channels * (target.BitDepth / 8);
        var stride = block.Length / rows;
        var part = new byte[rows * size];
        var isForward = orientation is 5 or 8;
        var left = isForward ? y : target.Width - y - rows;
        for (var x = 0; x < target.Height; x++)
        {
            for (var i = 0; i < rows; i++)
                block.Slice(i * stride + x * size, size).CopyTo(part.AsSpan((isForward ? i : rows - 1 - i) * size));
            target.SetPart(orientation is 5 or 6 ? x : target.Height - 1 - x, left, part);
        }
    }
}
