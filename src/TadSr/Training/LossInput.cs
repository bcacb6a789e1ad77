using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>What a <see cref="LossTerm"/> may look at. The tensors belong to the step.</summary>
/// <param name="Z0">(B, C, h, w), the student's z_0, a leaf with gradient.</param>
/// <param name="ZT">(B, C, h, w), z_T, where student and teacher start.</param>
/// <param name="ZY">(B, C, h, w), latent of the enlarged low-resolution picture.</param>
/// <param name="Lq">(B, 3, H, W), low-resolution picture in [-1, 1].</param>
/// <param name="Z0Teacher">(B, C, h, w), the teacher's z_0 from <paramref name="ZT"/>; null unless a term needs it.</param>
/// <param name="Z">(B, C, h, w), latent of the true picture; null unless a term needs it.</param>
/// <param name="Picture">(B, 3, sH, sW), the decoded z_0 in about [0, 1], with its graph; null unless a term needs it.</param>
/// <param name="Truth">(B, 3, sH, sW), the true picture in [0, 1]; null unless a term needs it.</param>
public sealed record LossInput(Tensor Z0, Tensor ZT, Tensor ZY, Tensor Lq, Tensor? Z0Teacher, Tensor? Z, Tensor? Picture, Tensor? Truth);
