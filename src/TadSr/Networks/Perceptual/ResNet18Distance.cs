using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>The ResNet-18 distance of this project ("r18"; no published metric): at each tap the squared difference of features
/// of unit length, summed over channels, averaged over positions. The judge is the last tap.</summary>
internal static class ResNet18Distance
{
    /// <summary>The distance at one tap.</summary>
    /// <param name="tapX">(B, C, h, w), a tap of <see cref="ResNet18Trunk"/>.</param>
    /// <param name="tapY">The same tap of the other picture.</param>
    /// <returns>(B), float32 (float64 for float64 taps).</returns>
    public static Tensor AtTap(Tensor tapX, Tensor tapY)
    {
        using var scope = NewDisposeScope();
        var difference = FeatureDistance.ResNetUnit(FeatureDistance.Widen(tapX)) - FeatureDistance.ResNetUnit(FeatureDistance.Widen(tapY));
        return difference.square().sum(1).mean([1, 2]).MoveToOuterDisposeScope();
    }

    /// <summary>The distances at all taps, each (B).</summary>
    public static IReadOnlyList<Tensor> PerTap(IReadOnlyList<Tensor> tapsX, IReadOnlyList<Tensor> tapsY)
    {
        var result = new Tensor[tapsX.Count];
        for (var k = 0; k < result.Length; k++)
            result[k] = AtTap(tapsX[k], tapsY[k]);
        return result;
    }
}
