using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Losses;
using TadSr.Networks.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>The discriminator's side of Algorithm 1: features of noisy real and fake latents from the frozen teacher's encoder,
/// and the hinge losses of the heads on them.</summary>
/// <param name="features">The frozen encoder (eq. 9): (unscaled z_t, t, lq) to maps; gradients flow to z_t.</param>
/// <param name="discriminator">The heads (eq. 10).</param>
/// <param name="schedule">The tables.</param>
/// <param name="config">Reduction.</param>
internal sealed class LatentAdversary(
    Func<Tensor, Tensor, Tensor, IReadOnlyList<Tensor>> features, TimeAwareDiscriminator discriminator, EtaSchedule schedule, GanConfig config)
{
    private readonly ForwardProcess forward = new(schedule);

    /// <summary>Features of z_t, a latent after the forward process; with gradient where the latent has one.</summary>
    public IReadOnlyList<Tensor> Features(Tensor z0, StudentInput input)
    {
        using var scope = NewDisposeScope();
        var (t, noise) = (input.Draws.TimeD!, input.Draws.NoiseD!);
        return [.. features(forward.Sample(z0, input.ZY, t, noise), t, input.Pairs.Lq).Select(f => f.MoveToOuterDisposeScope())];
    }

    /// <summary>The discriminator's loss (eq. 12); the fake features are cut off from the student.</summary>
    public Tensor DiscriminatorLoss(StudentInput input, IReadOnlyList<Tensor> fake)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> real;
        using (no_grad())
            real = Features(input.Z!, input);
        var onReal = discriminator.Forward(real, input.Draws.TimeD!);
        var onFake = discriminator.Forward([.. fake.Select(f => f.detach())], input.Draws.TimeD!);
        return TimeAwareHingeGan.Discriminator(Widen(onReal), Widen(onFake), config.Reduction).MoveToOuterDisposeScope();
    }

    /// <summary>The student's loss (eq. 11): the same z_t and t, judged by the discriminator as it is now.</summary>
    public Tensor GeneratorLoss(StudentInput input, IReadOnlyList<Tensor> fake)
    {
        using var scope = NewDisposeScope();
        return TimeAwareHingeGan.Generator(Widen(discriminator.Forward(fake, input.Draws.TimeD!)), config.Reduction).MoveToOuterDisposeScope();
    }

    // Sums over thousands of logits are taken in float32 also where the networks compute in bfloat16.
    private static List<Tensor> Widen(IReadOnlyList<Tensor> logits) =>
        [.. logits.Select(l => l.dtype == ScalarType.BFloat16 ? l.to_type(ScalarType.Float32) : l)];
}
