using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>A loaded diffusion model: network, codec and schedule. Owns network and codec.</summary>
internal sealed class DiffusionModel : IDisposable
{
    internal DiffusionModel(string path, DiffusionNetwork network, DenoiserDescription architecture, ILatentCodec codec, ModelDescription description, ScheduleOrigin origin)
    {
        (Path, Network, Architecture, Codec, Description, Origin) = (path, network, architecture, codec, description, origin);
        Schedule = new EtaSchedule(description.Diffusion);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The network, in evaluation mode and without gradients.</summary>
    public DiffusionNetwork Network { get; }

    /// <summary>The network's family and sizes.</summary>
    public DenoiserDescription Architecture { get; }

    /// <summary>The codec of its latents.</summary>
    public ILatentCodec Codec { get; }

    /// <summary>The schedule that it was trained with.</summary>
    public EtaSchedule Schedule { get; }

    /// <summary>How the schedule is known.</summary>
    public ScheduleOrigin Origin { get; }

    /// <summary>What the file says of itself, or what is known of the published file.</summary>
    public ModelDescription Description { get; }

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public int Scale => Description.Diffusion.Scale;

    /// <summary>The network as a prediction of z_0.</summary>
    /// <param name="computeType">Element type in which it computes; null takes the latent's.</param>
    public IDenoiser Denoiser(ScalarType? computeType = null) => new NetworkDenoiser(Network, new InputScaling(Schedule), computeType);

    /// <summary>Moves network and codec.</summary>
    public void To(Device device)
    {
        Network.to(device);
        Codec.MoveTo(device);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
        Codec.Dispose();
    }
}
