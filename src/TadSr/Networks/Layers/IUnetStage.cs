using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>One step of a block of a U-Net.</summary>
internal interface IUnetStage
{
    /// <summary>(B, C, H, W) and the activated time embedding (B, E) to (B, C', H', W').</summary>
    Tensor Forward(Tensor h, Tensor activatedTime);
}
