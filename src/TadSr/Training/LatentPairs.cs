using TadSr.Codecs;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Latents of a pair of pictures.</summary>
public static class LatentPairs
{
    /// <summary>z_y: the encoded bicubic enlargement of lq (a = -0.75, no antialias, no clamp); for scale 1 the encoded lq.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="lq">(B, 3, h, w) in [-1, 1].</param>
    /// <param name="scale">The scale factor.</param>
    public static Tensor EncodeCondition(ILatentCodec codec, Tensor lq, int scale)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var enlarged = scale == 1 ? lq : nn.functional.interpolate(lq, scale_factor: [scale, scale], mode: InterpolationMode.Bicubic, align_corners: false);
        return codec.Encode(enlarged).MoveToOuterDisposeScope();
    }

    /// <summary>z_0: the encoded truth, not quantised.</summary>
    public static Tensor EncodeTruth(ILatentCodec codec, Tensor hq)
    {
        using var noGrad = no_grad();
        return codec.Encode(hq);
    }
}
