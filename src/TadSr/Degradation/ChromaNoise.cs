using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Noise as photographs taken at night have it: fine in the brightness, in soft blotches in the colours.</summary>
internal static class ChromaNoise
{
    private const float ChromaShare = 0.8f;
    private static readonly BlurKernel Blotches = Kernels.Bivariate(KernelShape.Gaussian, 7, 1, 1, 0);

    /// <summary>Turns three planes of N(0, 1) into the noise of red, green and blue: the first becomes that of the luma, the others, with
    /// 0.8 of its strength and blurred by sigma 1, that of Cb and Cr (BT.601).</summary>
    /// <param name="normals">3 H W values, changed in place.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    public static void Colour(float[] normals, int height, int width)
    {
        var plane = height * width;
        if (normals.Length != 3 * plane)
            throw new ArgumentException($"{normals.Length} normals are not three planes of {plane} pixels.", nameof(normals));
        var chroma = new Planes<float>(2, height, width);
        normals.AsSpan(plane).CopyTo(chroma.Values);
        chroma = Filter2D.Apply(chroma, Blotches);
        ReadOnlySpan<float> cb = chroma.Plane(0), cr = chroma.Plane(1);
        for (var i = 0; i < plane; i++)
        {
            var (y, b, r) = (normals[i], ChromaShare * cb[i], ChromaShare * cr[i]);
            normals[i] = y + 1.402f * r;
            normals[plane + i] = y - 0.344136f * b - 0.714136f * r;
            normals[2 * plane + i] = y + 1.772f * b;
        }
    }
}
