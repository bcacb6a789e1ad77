namespace TadSr.Inference;

/// <summary>Gives fully transparent pixels the colours of their surroundings, so that what lay hidden below does not bleed
/// into the visible rim when the picture is enlarged: each takes the mean of the visible ones of the smallest block that has any.</summary>
internal sealed class HiddenColours
{
    private readonly float[][] planes;   // of blocks of two by two pixels
    private readonly int width;

    private HiddenColours(float[][] planes, int width) => (this.planes, this.width) = (planes, width);

    /// <summary>Looks at a picture.</summary>
    /// <param name="colours">Fills in a row of a colour, 0 to 1: row, channel, width values.</param>
    /// <param name="alpha">Fills in a row of alpha.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <returns>Null where no pixel is fully transparent or all are.</returns>
    public static HiddenColours? Find(Action<int, int, Span<float>> colours, Action<int, Span<float>> alpha, int width, int height)
    {
        var opacity = new float[width];
        var (hasHidden, hasVisible) = (false, false);
        for (var y = 0; y < height && !(hasHidden && hasVisible); y++)
        {
            alpha(y, opacity);
            hasHidden |= opacity.AsSpan().Contains(0);
            hasVisible |= opacity.AsSpan().ContainsAnyExcept(0);
        }
        if (!hasHidden || !hasVisible)
            return null;
        var (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        var planes = Enumerable.Range(0, 3).Select(_ => new float[halfWidth * halfHeight]).ToArray();
        var row = new float[width];
        for (var channel = 0; channel < 3; channel++)
        {
            var weights = new float[halfWidth * halfHeight];
            for (var y = 0; y < height; y++)
            {
                alpha(y, opacity);
                colours(y, channel, row);
                AddRow(row, opacity, planes[channel].AsSpan(y / 2 * halfWidth, halfWidth), weights.AsSpan(y / 2 * halfWidth, halfWidth));
            }
            FillBlocks(planes[channel], weights, halfWidth, halfHeight);
        }
        return new HiddenColours(planes, halfWidth);
    }

    /// <summary>Bytes that a picture with fully transparent pixels takes: the only part that grows with the height.</summary>
    public static long Bytes(int width, int height) => sizeof(float) * (3 + 1 + 2) * ((width + 1L) / 2) * ((height + 1L) / 2);

    /// <summary>Fills a row in place.</summary>
    /// <param name="y">Row.</param>
    /// <param name="channel">0 to 2.</param>
    /// <param name="alpha">Its alpha.</param>
    /// <param name="row">Its values of the channel.</param>
    public void Fill(int y, int channel, ReadOnlySpan<float> alpha, Span<float> row)
    {
        var blocks = planes[channel].AsSpan(y / 2 * width, width);
        for (var x = 0; x < row.Length; x++)
        {
            if (alpha[x] == 0)
                row[x] = blocks[x / 2];
        }
    }

    private static void AddRow(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<float> sums, Span<float> halfWeights)
    {
        for (var x = 0; x < values.Length; x++)
        {
            sums[x / 2] += values[x] * weights[x];
            halfWeights[x / 2] += weights[x];
        }
    }

    // From sums to means; a block without any visible pixel takes that of the larger block around it.
    private static void FillBlocks(float[] sums, float[] weights, int width, int height)
    {
        var hasHidden = false;
        for (var i = 0; i < sums.Length; i++)
        {
            hasHidden |= weights[i] == 0;
            sums[i] = weights[i] == 0 ? 0 : sums[i] / weights[i];
        }
        if (!hasHidden || (width == 1 && height == 1))
            return;
        var (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        var (larger, largerWeights) = (new float[halfWidth * halfHeight], new float[halfWidth * halfHeight]);
        for (var y = 0; y < height; y++)
            AddRow(sums.AsSpan(y * width, width), weights.AsSpan(y * width, width), larger.AsSpan(y / 2 * halfWidth, halfWidth), largerWeights.AsSpan(y / 2 * halfWidth, halfWidth));
        FillBlocks(larger, largerWeights, halfWidth, halfHeight);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (weights[y * width + x] == 0)
                    sums[y * width + x] = larger[y / 2 * halfWidth + x / 2];
            }
        }
    }
}
