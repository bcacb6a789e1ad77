using TadSr.Imaging;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>Gathers the Inception features of a set of pictures and of the set of their references, a batch at a time. Kept are 8 KB a
/// picture: 160 MB for 10,000 pairs.</summary>
internal sealed class InceptionFeatures : IDisposable
{
    /// <summary>What reports call the network of mode "clean": it was published with the same weights as a TorchScript graph, whose
    /// keys are not known here.</summary>
    public const string CleanNetwork = "weights of pytorch-fid instead of the TorchScript graph";

    private const int Batch = 16;
    private readonly InceptionNetwork network;
    private readonly Device device;
    private readonly Func<RgbPicture, Tensor> prepare;
    private readonly List<Tensor> waiting = [], pictures = [], references = [];

    /// <summary>Takes over a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="prepare">One picture to (1, 3, 299, 299).</param>
    /// <param name="device">Where to compute.</param>
    public InceptionFeatures(InceptionNetwork network, Func<RgbPicture, Tensor> prepare, Device device)
    {
        this.network = network;
        this.prepare = prepare;
        this.device = device;
        network.to(device);
    }

    /// <summary>Loads a network.</summary>
    /// <exception cref="TadSrException">The file is damaged or of another network.</exception>
    public static InceptionNetwork Load(WeightFile file)
    {
        var network = new InceptionNetwork();
        try
        {
            PerceptualWeights.Fill(network, file.Path, unused: InceptionNetwork.UnusedKeys);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Adds a pair. Sizes may differ: each picture is brought to 299 x 299.</summary>
    public void Add(RgbPicture picture, RgbPicture? reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using var noGradient = inference_mode();
        using (var scope = NewDisposeScope())
        {
            waiting.Add(cat([prepare(picture), prepare(reference)]).DetachFromDisposeScope());
        }
        if (waiting.Count == Batch / 2)
            Run();
    }

    /// <summary>All features so far, (N, 2048) float32 on the CPU: pictures, references.</summary>
    /// <param name="metric">Who asks, for the message.</param>
    /// <exception cref="TadSrException">There are fewer than two pictures, so that they have no covariance.</exception>
    public (Tensor Pictures, Tensor References) Gathered(string metric)
    {
        Run();
        var count = pictures.Sum(batch => batch.shape[0]);
        return count >= 2
            ? (cat(pictures), cat(references))
            : throw new TadSrException($"{metric} compares two sets and needs at least two pictures; {count} could be measured", ErrorKind.BadFile);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        foreach (var tensor in waiting.Concat(pictures).Concat(references))
            tensor.Dispose();
    }

    private void Run()
    {
        if (waiting.Count == 0)
            return;
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        var features = network.Forward(cat(waiting).to(device)).cpu().view(-1, 2, InceptionNetwork.Features);
        pictures.Add(features.select(1, 0).clone().DetachFromDisposeScope());
        references.Add(features.select(1, 1).clone().DetachFromDisposeScope());
        waiting.ForEach(tensor => tensor.Dispose());
        waiting.Clear();
    }
}
