namespace TadSr.Data;

/// <summary>Reduces a picture by averaging each output pixel's exact footprint, fractions of pixels included (OpenCV's INTER_AREA).</summary>
internal static class AreaReduction
{
    public static Planes<float> Apply(Planes<float> image, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, image.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, image.Width);
        var result = new Planes<float>(image.Channels, height, width);
        var line = new float[image.Width];
        var (stepY, stepX) = ((double)image.Height / height, (double)image.Width / width);
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < height; y++)
            {
                Array.Clear(line);
                foreach (var (row, weight) in Footprint(y, stepY, image.Height))
                {
                    var source = image.Row(c, row);
                    for (var x = 0; x < line.Length; x++)
                        line[x] += weight * source[x];
                }

                var target = result.Row(c, y);
                for (var x = 0; x < width; x++)
                {
                    var sum = 0f;
                    foreach (var (column, weight) in Footprint(x, stepX, image.Width))
                        sum += weight * line[column];
                    target[x] = sum;
                }
            }
        }

        return result;
    }

    private static IEnumerable<(int Index, float Weight)> Footprint(int output, double step, int length)
    {
        var (low, high) = (output * step, Math.Min((output + 1) * step, length));
        for (var i = (int)Math.Floor(low + 1e-9); i < length && i < high - 1e-9; i++)
            yield return (i, (float)((Math.Min(i + 1, high) - Math.Max(i, low)) / step));
    }
}
