using TadSr.Configuration;
using TadSr.Losses;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>The frozen networks behind the terms that look at pictures: LPIPS trunks and the ResNet-18.</summary>
internal sealed class PictureNetworks : IDisposable
{
    private readonly ScalarType computeType;
    private readonly Dictionary<PerceptualNet, PerceptualLoss> lpips = [];
    private readonly List<nn.Module> frozen = [];
    private readonly ResNet18Trunk? resNet;
    private readonly bool moves;

    /// <summary>Loads what the terms of a configuration need.</summary>
    public PictureNetworks(TrainConfig config, TermNeeds needs, PerceptualWeights weights, ScalarType computeType, Device device)
    {
        this.computeType = computeType;
        foreach (var term in config.Loss.Perceptual.Where(p => p.Weight > 0 && p.Net != PerceptualNet.R18))
        {
            var network = weights.LoadLpips(term.Net.ToString().ToLowerInvariant());
            network.Trunk.to(device);
            frozen.Add(network.to(device));
            lpips.Add(term.Net, new PerceptualLoss((x, y) => network.Distance(x, y, computeType), term.Augment));
        }
        if (!needs.HasFlag(TermNeeds.Taps))
            return;
        resNet = weights.LoadResNet18();
        frozen.Add(resNet.to(device));
        // Hinge heads without a distance beside them are always shown moved pictures.
        moves = config.Loss.Perceptual.FirstOrDefault(p => p is { Net: PerceptualNet.R18, Weight: > 0 })?.Augment != false;
    }

    /// <summary>Channels of the ResNet-18's taps.</summary>
    public IReadOnlyList<int> TapChannels => resNet!.TapChannels;

    /// <summary>LPIPS of two pictures in [0, 1] after one common movement: a scalar.</summary>
    public Tensor Lpips(PerceptualNet net, Tensor picture, Tensor truth, CounterRandom movement) => lpips[net].Compute(picture, truth, movement);

    /// <summary>ResNet-18 taps of a picture in [0, 1] after a movement; equal random numbers move two pictures alike.</summary>
    public IReadOnlyList<Tensor> Taps(Tensor picture, CounterRandom movement)
    {
        using var scope = NewDisposeScope();
        var moved = moves ? PerceptualLoss.Movement(picture.shape[2], picture.shape[3], movement)(picture) : picture;
        return [.. resNet!.Taps(moved, computeType).Select(tap => tap.MoveToOuterDisposeScope())];
    }

    /// <summary>The mean ResNet-18 distance at some taps: a scalar.</summary>
    public static Tensor ResNetDistance(IReadOnlyList<Tensor> picture, IReadOnlyList<Tensor> truth, IReadOnlyList<int> taps)
    {
        using var scope = NewDisposeScope();
        return stack([.. taps.Select(k => ResNet18Distance.AtTap(picture[k], truth[k]).mean())]).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var module in frozen)
            module.Dispose();
    }
}
