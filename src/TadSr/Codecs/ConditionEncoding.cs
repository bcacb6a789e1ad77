using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Codecs;

/// <summary>The latent z_y of a low-resolution picture.</summary>
internal static class ConditionEncoding
{
    /// <summary>Pixels beyond a place that its enlargement looks at.</summary>
    public const int Reach = 2;

    /// <summary>z_y: the encoded bicubic enlargement of lq (a = -0.75, no antialias, no clamp); for scale 1 the encoded lq.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="lq">(B, 3, h + 2 margin, w + 2 margin) in [-1, 1].</param>
    /// <param name="scale">The scale factor.</param>
    /// <param name="margin">Pixels on every side that are looked at and then cut off: with <see cref="Reach"/> of them a part of a
    /// picture gets what the whole would.</param>
    /// <returns>(B, C, h scale / f, w scale / f).</returns>
    public static Tensor Encode(ILatentCodec codec, Tensor lq, int scale, int margin = 0)
    {
        using var scope = NewDisposeScope();
        var enlarged = scale == 1 ? lq : nn.functional.interpolate(lq, scale_factor: [scale, scale], mode: InterpolationMode.Bicubic, align_corners: false);
        if (margin > 0)
        {
            var inner = TensorIndex.Slice(margin * scale, -margin * scale);
            enlarged = enlarged[TensorIndex.Colon, TensorIndex.Colon, inner, inner].contiguous();
        }
        return codec.Encode(enlarged).MoveToOuterDisposeScope();
    }
}
