using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>TensorFlow's SAME: zeros so that a result has ceil(side / stride) rows, the odd one at the end.</summary>
internal static class SamePadding
{
    /// <summary>(B, C, H, W) with zeros around it.</summary>
    public static Tensor Apply(Tensor x, long kernel, long stride)
    {
        var (y, z) = (Total(x.shape[2]), Total(x.shape[3]));
        return y + z == 0 ? x : nn.functional.pad(x, [z / 2, z - z / 2, y / 2, y - y / 2]);

        long Total(long side) => Math.Max(0, ((side + stride - 1) / stride - 1) * stride + kernel - side);
    }
}
