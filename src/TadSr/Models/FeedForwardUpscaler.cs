using TadSr.Imaging;
using TadSr.Networks;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>Enlarges with a network that needs neither noise nor steps: one pass over RGB in [0, 1], clamped afterwards.</summary>
internal sealed class FeedForwardUpscaler : IPictureUpscaler
{
    private readonly FeedForwardNetwork network;
    private readonly ScalarType type;
    private readonly Device device;

    /// <summary>Readies a network on a device. It is owned from now on.</summary>
    /// <param name="network">The network, filled.</param>
    /// <param name="architecture">Its sizes.</param>
    /// <param name="type">Element type of the network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="weights">Name of the weight file, for the manifest.</param>
    /// <param name="hash">Its SHA-256.</param>
    public FeedForwardUpscaler(FeedForwardNetwork network, FeedForwardDescription architecture, ScalarType type, Device device, string weights = "", string hash = "")
    {
        (this.network, this.type, this.device) = (network, type, device);
        network.to(device);
        Traits = new UpscalerTraits
        {
            Scale = architecture.Scale,
            PixelMultiple = architecture.SizeMultiple,
            StartMultiple = architecture.SizeMultiple,
            DefaultTile = architecture.DefaultTile,
            DefaultOverlap = architecture.DefaultOverlap,
            BytesPerPixel = architecture.BytesPerPixel,
            RepairsColours = architecture.RepairsColours,
            Precision = ComputeType.PrecisionOf(type),
            Device = device.ToString(),
            Weights = weights,
            WeightsHash = hash,
            Script = architecture.Script(null),
        };
    }

    /// <inheritdoc/>
    public UpscalerTraits Traits { get; }

    /// <inheritdoc/>
    public IWindowUpscaler Prepare(IPictureView picture) => new Windows(this);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private sealed class Windows(FeedForwardUpscaler model) : IWindowUpscaler
    {
        private int repeats;

        public int Repeats => repeats;

        public void Run(IReadOnlyList<UpscaleWindow> windows, IReadOnlyList<Planes<float>> results)
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            var x = TensorWindows.Layout(TensorWindows.Stack([.. windows.Select(w => w.Pixels)], model.device));
            var y = TensorWindows.Finite(model.type, windows, ref repeats, type =>
            {
                using var inner = NewDisposeScope();
                return model.network.forward(x.to_type(type)).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
            });
            TensorWindows.Copy(y.clamp(0, 1), results);
        }

        public void Dispose()
        {
        }
    }
}
