using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Normal noise, in colour or the same for all channels.</summary>
internal static class GaussianNoise
{
    /// <summary>Adds noise in place and limits to [0, 1].</summary>
    /// <param name="image">(C, H, W) in [0, 1].</param>
    /// <param name="normals">N(0, 1): C H W values for colour noise, H W for grey noise.</param>
    /// <param name="sigma">Standard deviation, grey levels of 255.</param>
    public static void Add<T>(Planes<T> image, ReadOnlySpan<T> normals, double sigma)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        var factor = T.CreateTruncating(sigma / 255);
        var plane = image.Height * image.Width;
        var gray = normals.Length == plane && image.Channels > 1;
        if (!gray && normals.Length != image.Values.Length)
            throw new ArgumentException($"{normals.Length} normals fit neither {image.Channels} planes nor one of {plane} pixels.", nameof(normals));
        for (var c = 0; c < image.Channels; c++)
        {
            var values = image.Plane(c);
            var own = gray ? normals : normals.Slice(c * plane, plane);
            for (var i = 0; i < values.Length; i++)
                values[i] += own[i] * factor;
        }

        image.ClampToUnit();
    }
}
