namespace TadSr.Imaging;

/// <summary>A picture in memory as the data workers keep it.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Rgb">Height x width x 3 levels of 0 to 255.</param>
internal sealed record DecodedPicture(int Height, int Width, byte[] Rgb)
{
    /// <summary>A rectangle as planes (3, height, width) in [0, 1]. Positions outside are mirrored without repeating the edge.</summary>
    public Planes<float> Cut(int top, int left, int height, int width)
    {
        var result = new Planes<float>(3, height, width);
        var plane = height * width;
        for (var y = 0; y < height; y++)
        {
            var row = Mirror(top + y, Height) * Width;
            for (var x = 0; x < width; x++)
            {
                var source = (row + Mirror(left + x, Width)) * 3;
                var target = y * width + x;
                result.Values[target] = Rgb[source] / 255f;
                result.Values[plane + target] = Rgb[source + 1] / 255f;
                result.Values[2 * plane + target] = Rgb[source + 2] / 255f;
            }
        }

        return result;
    }

    private static int Mirror(int index, int length)
    {
        if ((uint)index < (uint)length)
            return index;
        if (length == 1)
            return 0;
        var period = 2 * (length - 1);
        var folded = ((index % period) + period) % period;
        return folded < length ? folded : period - folded;
    }
}
