using static TorchSharp.torch;

namespace TadSr.Networks.Lite;

/// <summary>Bicubic enlargement by f as one convolution that gives the f x f phases as channels: pixel_unshuffle(enlarged, f).</summary>
/// <remarks>Equals interpolation with a = -0.75, align_corners false, no antialias and no clamp, at a fraction of its time.</remarks>
internal static class BicubicPhases
{
    private const int Radius = 2;

    /// <summary>The kernels, (3 f², 1, 5, 5), in the channel order of pixel unshuffle.</summary>
    public static Tensor Kernel(int f)
    {
        var size = 2 * Radius + 1;
        var values = new float[3 * f * f * size * size];
        for (var c = 0; c < 3; c++)
        {
            for (var dy = 0; dy < f; dy++)
            {
                for (var dx = 0; dx < f; dx++)
                {
                    for (var y = 0; y < size; y++)
                    {
                        for (var x = 0; x < size; x++)
                            values[((((c * f + dy) * f + dx) * size) + y) * size + x] = (float)(Weight(f, dy, y - Radius) * Weight(f, dx, x - Radius));
                    }
                }
            }
        }
        return tensor(values, [3L * f * f, 1, size, size]);
    }

    /// <summary>(B, 3, h, w) to (B, 3 f², h, w).</summary>
    public static Tensor Enlarge(Tensor lq, Tensor kernel)
    {
        using var scope = NewDisposeScope();
        // oneDNN's grouped convolutions give wrong values for channels-last input (seen on AVX-512 with libtorch 2.10).
        var padded = nn.functional.pad(lq.contiguous(), [Radius, Radius, Radius, Radius], TorchSharp.PaddingModes.Replicate);
        return nn.functional.conv2d(padded, kernel.to_type(lq.dtype), groups: 3).MoveToOuterDisposeScope();
    }

    // Weight of the source pixel at this offset for a phase: the cubic at its distance from the phase's centre.
    private static double Weight(int f, int phase, int offset)
    {
        const double a = -0.75;
        var d = Math.Abs((phase + 0.5) / f - 0.5 - offset);
        return d switch
        {
            <= 1 => ((a + 2) * d - (a + 3)) * d * d + 1,
            < 2 => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a,
            _ => 0,
        };
    }
}
