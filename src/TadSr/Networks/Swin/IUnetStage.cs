using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>One step of a block of a <see cref="SwinUnet"/>.</summary>
internal interface IUnetStage
{
    /// <summary>(B, C, H, W) and the activated time embedding (B, E) to (B, C', H', W').</summary>
    Tensor Forward(Tensor h, Tensor activatedTime);
}
