using TadSr.Configuration;
using TadSr.Losses;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The terms of the student's loss that look at pictures: L1, phase, perceptual distances, and hinge heads on frozen
/// ResNet-18 features. All are off in the recipes of the paper.</summary>
public sealed class PictureTerms : IDisposable
{
    private readonly TrainConfig config;
    private readonly ScalarType computeType;
    private readonly List<(string Name, double Weight, PerceptualLoss Loss)> perceptual = [];
    private readonly List<nn.Module> frozen = [];
    private readonly ResNet18Trunk? resNet;
    private readonly PerceptualConfig? resNetTerm;

    /// <summary>Loads the networks that the configuration names.</summary>
    public PictureTerms(TrainConfig config, PerceptualWeights weights, ScalarType computeType, Device device)
    {
        this.config = config;
        this.computeType = computeType;
        foreach (var term in config.Loss.Perceptual.Where(p => p.Weight > 0 && p.Net != PerceptualNet.R18))
        {
            var lpips = weights.LoadLpips(term.Net.ToString().ToLowerInvariant());
            lpips.Trunk.to(device);
            frozen.Add(lpips.to(device));
            perceptual.Add(($"lpips {lpips.Trunk.TrunkName}", term.Weight, new PerceptualLoss((x, y) => lpips.Distance(x, y, computeType), term.Augment)));
        }
        resNetTerm = config.Loss.Perceptual.FirstOrDefault(p => p.Weight > 0 && p.Net == PerceptualNet.R18);
        if (resNetTerm is null && config.FeatureGan.Ratio == 0)
            return;
        resNet = weights.LoadResNet18();
        frozen.Add(resNet.to(device));
        if (config.FeatureGan.Ratio > 0)
        {
            Heads = new FeatureHeads([.. config.FeatureGan.Taps.Select(k => resNet.TapChannels[k])]);
            Initialization.Reset(Heads, (ulong)config.Train.Seed + 2);
            Heads.to(device);
        }
    }

    /// <summary>The hinge heads, or null.</summary>
    public FeatureHeads? Heads { get; }

    /// <summary>Taps of result and truth after one common movement; the result's have a graph back to the picture.</summary>
    /// <param name="picture">(B, 3, H, W) in about [0, 1].</param>
    /// <param name="truth">(B, 3, H, W) in [0, 1].</param>
    /// <param name="random">The movement's random numbers.</param>
    internal (IReadOnlyList<Tensor> Fake, IReadOnlyList<Tensor> Real)? Taps(Tensor picture, Tensor truth, CounterRandom random)
    {
        if (resNet is null)
            return null;
        using var scope = NewDisposeScope();
        var move = resNetTerm?.Augment != false ? PerceptualLoss.Movement(picture.shape[2], picture.shape[3], random) : x => x;
        IReadOnlyList<Tensor> real;
        using (no_grad())
            real = resNet.Taps(move(truth), computeType);
        return ([.. resNet.Taps(move(picture), computeType).Select(f => f.MoveToOuterDisposeScope())], [.. real.Select(f => f.MoveToOuterDisposeScope())]);
    }

    /// <summary>The heads' hinge loss; the result's taps are cut off from the student.</summary>
    internal Tensor HeadsLoss(IReadOnlyList<Tensor> fake, IReadOnlyList<Tensor> real)
    {
        using var scope = NewDisposeScope();
        return TimeAwareHingeGan.Discriminator(
            Judge([.. real.Select(f => f.detach())]), Judge([.. fake.Select(f => f.detach())]), GanReduction.MeanHeads).MoveToOuterDisposeScope();
    }

    /// <summary>Adds all terms to a gradient sum.</summary>
    internal void AddTo(GradientSum sum, Func<Tensor> decode, Tensor truth, (IReadOnlyList<Tensor> Fake, IReadOnlyList<Tensor> Real)? taps, StepRandom random, long microbatch, bool withHeads)
    {
        var loss = config.Loss;
        sum.Add("l1", loss.L1.Weight, () => PictureL1Loss.Compute(decode(), truth));
        sum.Add("phase", loss.Phase.Weight, () => PhaseLoss.Compute(decode(), truth));
        foreach (var (name, weight, term) in perceptual)
            sum.Add(name, weight, () => term.Compute(decode(), truth, random.Counter($"{name} {microbatch}")));
        if (taps is not { } t)
            return;
        sum.Add("r18", resNetTerm?.Weight ?? 0, () => ResNetDistance(t.Fake, t.Real), keepGraph: withHeads);
        if (withHeads)
            sum.AddAsShare("heads", config.FeatureGan.Ratio, () => TimeAwareHingeGan.Generator(Judge(t.Fake), GanReduction.MeanHeads));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Heads?.Dispose();
        foreach (var module in frozen)
            module.Dispose();
    }

    private Tensor ResNetDistance(IReadOnlyList<Tensor> fake, IReadOnlyList<Tensor> real)
    {
        using var scope = NewDisposeScope();
        var perTap = resNetTerm!.Taps.Select(k => ResNet18Distance.AtTap(fake[k], real[k]).mean()).ToArray();
        return stack(perTap).mean().MoveToOuterDisposeScope();
    }

    private List<Tensor> Judge(IReadOnlyList<Tensor> taps) =>
        [.. Heads!.Forward([.. config.FeatureGan.Taps.Select(k => taps[k])]).Select(l => l.to_type(ScalarType.Float32))];
}
