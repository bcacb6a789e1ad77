using TadSr.Configuration;
using TadSr.Losses;
using TadSr.Networks.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>Hinge losses of heads on the ResNet-18 taps of decoded pictures. Not in the paper; a switch of the lite student.</summary>
/// <param name="heads">One head for every tap in <paramref name="taps"/>.</param>
/// <param name="taps">Which taps are judged.</param>
internal sealed class FeatureAdversary(FeatureHeads heads, IReadOnlyList<int> taps)
{
    /// <summary>The heads' loss; the result's taps are cut off from the student.</summary>
    public Tensor DiscriminatorLoss(IReadOnlyList<Tensor> truth, IReadOnlyList<Tensor> result)
    {
        using var scope = NewDisposeScope();
        var (real, fake) = (Judge([.. truth.Select(f => f.detach())]), Judge([.. result.Select(f => f.detach())]));
        return TimeAwareHingeGan.Discriminator(real, fake, GanReduction.MeanHeads).MoveToOuterDisposeScope();
    }

    /// <summary>The student's loss on its picture's taps.</summary>
    public Tensor GeneratorLoss(IReadOnlyList<Tensor> result)
    {
        using var scope = NewDisposeScope();
        return TimeAwareHingeGan.Generator(Judge(result), GanReduction.MeanHeads).MoveToOuterDisposeScope();
    }

    private List<Tensor> Judge(IReadOnlyList<Tensor> all) =>
        [.. heads.Forward([.. taps.Select(k => all[k])]).Select(l => l.to_type(ScalarType.Float32))];
}
