using TadSr.Diffusion;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Inference;

/// <summary>Computes tiles: low-resolution windows in, output windows out. Nothing larger than a batch of tiles reaches the device.</summary>
internal sealed class TileUpscaler
{
    // Bicubic enlargement looks two pixels beyond a place: with them a tile gets what the whole picture would.
    private const int Margin = 2;

    private readonly UpscaleModel model;
    private readonly ISampler sampler;
    private readonly ForwardProcess forward;
    private readonly LatentNoise noise;
    private readonly Device device;
    private readonly ScalarType type;
    private readonly bool channelsLast;

    /// <summary>Prepares the sampler.</summary>
    /// <param name="model">The model, on the device.</param>
    /// <param name="steps">Diffusion steps, 1 to T.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">Element type of the network.</param>
    /// <param name="channelsLast">Memory layout of the network's inputs.</param>
    public TileUpscaler(UpscaleModel model, int steps, ulong seed, Device device, ScalarType type, bool channelsLast)
    {
        (this.model, this.device, this.type, this.channelsLast) = (model, device, type, channelsLast);
        sampler = steps == 1 ? new OneStepSampler(model.Schedule) : new DeterministicSampler(model.Schedule.WithSteps(steps));
        forward = new ForwardProcess(model.Schedule);
        noise = new LatentNoise(seed);
    }

    /// <summary>How often a batch was computed again in float32 because the result was not finite.</summary>
    public int Repeats { get; private set; }

    /// <summary>Upscales tiles of one size.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="tiles">Where the tiles lie.</param>
    /// <param name="width">Width of a tile.</param>
    /// <param name="height">Height of a tile.</param>
    /// <returns>(B, 3, height x scale, width x scale) from 0 to 1, float32 in host memory.</returns>
    /// <exception cref="TadSrException">The network's result is not finite.</exception>
    public Tensor Run(PaddedPicture picture, IReadOnlyList<Tile> tiles, int width, int height)
    {
        using var scope = NewDisposeScope();
        var wide = stack(tiles.Select(tile => picture.Window(tile, width, height, Margin)).ToArray()).to(device);
        var lq = wide[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(Margin, -Margin), TensorIndex.Slice(Margin, -Margin)].contiguous();
        var zY = model.Codec.Encode(Enlarge(wide));
        var zT = forward.Prior(zY, Noise(tiles, zY.shape));
        var result = Sample(model.Denoiser(type), zT, zY, lq);
        if (!AllFinite(result) && type != ScalarType.Float32)
        {
            Repeats++;
            result = Sample(model.Denoiser(ScalarType.Float32), zT, zY, lq);
        }
        if (!AllFinite(result))
        {
            throw new TadSrException(
                $"the network gives values that are not finite in the tile at ({tiles[0].Left}, {tiles[0].Top}); the weights are damaged or do not fit.", ExitCode.NonFinite);
        }
        return (result.clamp(-1, 1) * 0.5 + 0.5).cpu().contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq)
        => model.Codec.Decode(sampler.Sample(denoiser, Layout(zT), Layout(zY), Layout(lq))).to_type(ScalarType.Float32);

    private Tensor Enlarge(Tensor wide)
    {
        var scale = model.Scale;
        var large = scale == 1 ? wide : nn.functional.interpolate(wide, scale_factor: [scale, scale], mode: InterpolationMode.Bicubic, align_corners: false);
        var cut = TensorIndex.Slice(Margin * scale, -Margin * scale);
        return large[TensorIndex.Colon, TensorIndex.Colon, cut, cut].contiguous();
    }

    private Tensor Noise(IReadOnlyList<Tile> tiles, long[] shape)
    {
        var (channels, height, width) = ((int)shape[1], (int)shape[2], (int)shape[3]);
        var values = new float[shape[0] * channels * height * width];
        for (var i = 0; i < tiles.Count; i++)
        {
            var (left, top) = (tiles[i].Left * model.Scale / model.Codec.Factor, tiles[i].Top * model.Scale / model.Codec.Factor);
            noise.Fill(channels, top, left, height, width, values.AsSpan(i * channels * height * width, channels * height * width));
        }
        return tensor(values, shape).to(device);
    }

    private Tensor Layout(Tensor x) => channelsLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;

    private static bool AllFinite(Tensor x) => isfinite(x.sum()).item<bool>() || isfinite(x).all().item<bool>();
}
