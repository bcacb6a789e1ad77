namespace TadSr.Inference;

/// <summary>Gives fully transparent pixels the colours of their surroundings, so that what lay hidden below does not bleed
/// into the visible rim when the picture is enlarged.</summary>
internal static class HiddenColours
{
    /// <summary>Fills in place, from coarse to fine: each hidden pixel takes the mean of the visible ones of the smallest block that has any.</summary>
    /// <param name="planes">Colour planes of height x width values.</param>
    /// <param name="alpha">Height x width values from 0 to 1.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static void Fill(float[][] planes, float[] alpha, int width, int height)
    {
        if (Array.TrueForAll(alpha, a => a > 0) || Array.TrueForAll(alpha, a => a == 0))
            return;
        foreach (var plane in planes)
            FillPlane(plane, alpha, width, height);
    }

    private static void FillPlane(float[] plane, float[] weights, int width, int height)
    {
        if (width == 1 && height == 1)
            return;
        var (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2);
        var sums = new float[halfWidth * halfHeight];
        var halfWeights = new float[sums.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (from, to) = (y * width + x, y / 2 * halfWidth + x / 2);
                sums[to] += plane[from] * weights[from];
                halfWeights[to] += weights[from];
            }
        }
        var hasHidden = false;
        for (var i = 0; i < sums.Length; i++)
        {
            hasHidden |= halfWeights[i] == 0;
            sums[i] = halfWeights[i] == 0 ? 0 : sums[i] / halfWeights[i];
        }
        if (hasHidden)
            FillPlane(sums, halfWeights, halfWidth, halfHeight);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (weights[y * width + x] == 0)
                    plane[y * width + x] = sums[y / 2 * halfWidth + x / 2];
            }
        }
    }
}
