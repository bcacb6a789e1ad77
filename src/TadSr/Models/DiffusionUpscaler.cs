using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Imaging;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>Enlarges with a diffusion model: encode the bicubic enlargement, add the prior's noise, sample, decode.</summary>
internal sealed class DiffusionUpscaler : IPictureUpscaler
{
    // Diffusion networks are trained on crops of at least this side; a smaller picture is extended by reflection rather than by
    // their zero padding.
    private const int SmallestSide = 32;

    // Where the network's multiple is not much to ask, tiles start at its multiples; else where a latent position begins.
    private const int LargestStartMultiple = 16;

    private readonly Func<ScalarType, IDenoiser> denoiser;
    private readonly ILatentCodec codec;
    private readonly EtaSchedule schedule;
    private readonly ScalarType type;
    private readonly Device device;
    private readonly IDisposable? owner;
    private readonly Func<Func<int, Tensor>, ISampler> sampler;

    /// <summary>Readies the parts of a model.</summary>
    /// <param name="denoiser">Gives the network as a denoiser that computes in an element type.</param>
    /// <param name="codec">Pictures to latents and back.</param>
    /// <param name="schedule">The schedule that the network was trained with.</param>
    /// <param name="sizeMultiple">Sides of the latent must be multiples of this.</param>
    /// <param name="basis">Scale, steps (1 for the one-step sampler, 2 to T for the deterministic one), tile, memory and names; the
    /// rest follows from the other parts.</param>
    /// <param name="type">Element type of the network.</param>
    /// <param name="device">Where network and codec lie.</param>
    /// <param name="owner">What is to be disposed with it.</param>
    /// <param name="own">From z_T to z_0; null follows the steps and <paramref name="kind"/>.</param>
    /// <param name="kind">How several steps are gone.</param>
    /// <exception cref="TadSrException">The model has fewer steps.</exception>
    internal DiffusionUpscaler(
        Func<ScalarType, IDenoiser> denoiser, ILatentCodec codec, EtaSchedule schedule, int sizeMultiple, UpscalerTraits basis, ScalarType type, Device device, IDisposable? owner, ISampler? own = null, SamplerKind kind = SamplerKind.Ddim)
    {
        if (basis.Steps > schedule.Steps)
            throw new TadSrException($"{Setting.Steps} is {basis.Steps}, but this model has {schedule.Steps} diffusion steps; use 1 to {schedule.Steps}.", ErrorKind.Usage);
        (this.denoiser, this.codec, this.schedule, this.type, this.device, this.owner) = (denoiser, codec, schedule, type, device, owner);
        var (name, draws) = ("own", 1);
        if (own is not null)
            sampler = _ => own;
        else if (basis.Steps == 1)
            (sampler, name) = (_ => new OneStepSampler(schedule), "one-step");
        else
            (sampler, name, draws) = Several(schedule.WithSteps(basis.Steps), kind);
        var multiple = sizeMultiple * codec.Factor;
        var pixelMultiple = multiple / Gcd(multiple, basis.Scale);
        Traits = basis with
        {
            PixelMultiple = pixelMultiple,
            StartMultiple = pixelMultiple <= LargestStartMultiple ? pixelMultiple : codec.Factor / Gcd(codec.Factor, basis.Scale),
            LeastSide = SmallestSide,
            Margin = ConditionEncoding.Reach,
            Noise = new NoiseShape(codec.Channels, basis.Scale, codec.Factor, draws),
            Sampler = name,
            Precision = ComputeType.PrecisionOf(type),
            Device = device.ToString(),
        };
    }

    /// <summary>Readies a loaded model on a device. The model is owned from now on, also after an error.</summary>
    /// <param name="model">The model.</param>
    /// <param name="steps">Diffusion steps, 1 to T.</param>
    /// <param name="type">Element type of the network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="weights">Name of the weight file, for the manifest.</param>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="sampler">How several steps are gone.</param>
    /// <exception cref="TadSrException">The model has fewer steps.</exception>
    public static DiffusionUpscaler Create(DiffusionModel model, int steps, ScalarType type, Device device, string weights = "", string hash = "", SamplerKind sampler = SamplerKind.Ddim)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            model.To(device);
            var basis = new UpscalerTraits
            {
                Scale = model.Scale,
                Steps = steps,
                DefaultTile = model.Architecture.DefaultTile,
                DefaultOverlap = model.Architecture.DefaultOverlap,
                Rim = model.Architecture.Rim,
                BytesPerPixel = (double)model.Architecture.BytesPerPosition * model.Scale * model.Scale / (model.Codec.Factor * model.Codec.Factor),
                RepairsColours = model.Architecture.RepairsColours,
                Weights = weights,
                WeightsHash = hash,
                Schedule = model.Origin,
                Script = model.Architecture.Script(model.Description),
            };
            return new DiffusionUpscaler(type => model.Denoiser(type), model.Codec, model.Schedule, model.Network.SizeMultiple, basis, type, device, model, kind: sampler);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Puts a model together from parts of the caller, which are owned from now on, also after an error.</summary>
    /// <param name="denoiser">The network.</param>
    /// <param name="codec">Pictures to latents and back.</param>
    /// <param name="diffusion">Schedule and scale.</param>
    /// <param name="sampler">From z_T to z_0; null follows the steps.</param>
    /// <param name="steps">Diffusion steps, 1 to T.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="sizeMultiple">Sides of the latent must be multiples of this.</param>
    /// <exception cref="TadSrException">The schedule has fewer steps, or the device is absent.</exception>
    public static DiffusionUpscaler Create(IDenoiser denoiser, ILatentCodec codec, DiffusionConfig diffusion, ISampler? sampler, int steps, string device, int sizeMultiple)
    {
        ArgumentNullException.ThrowIfNull(denoiser);
        ArgumentNullException.ThrowIfNull(codec);
        ArgumentNullException.ThrowIfNull(diffusion);
        var owner = new Parts(denoiser as IDisposable, codec, sampler as IDisposable);
        try
        {
            var place = Backend.ChooseDevice(device);
            codec.MoveTo(place);
            var basis = new UpscalerTraits { Scale = diffusion.Scale, Steps = steps };
            return new DiffusionUpscaler(_ => denoiser, codec, new EtaSchedule(diffusion), sizeMultiple, basis, ScalarType.Float32, place, owner, sampler);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public UpscalerTraits Traits { get; }

    /// <inheritdoc/>
    public IWindowUpscaler Prepare(IPictureView picture) => new Windows(this);

    /// <inheritdoc/>
    public void Dispose() => owner?.Dispose();

    // The stochastic sampler adds noise at every step but the last: one more draw for each.
    private static (Func<Func<int, Tensor>, ISampler> Sampler, string Name, int Draws) Several(EtaSchedule steps, SamplerKind kind) => kind == SamplerKind.Ddpm
        ? (noise => new StochasticSampler(steps, t => noise(steps.Steps - t)), "ddpm", steps.Steps)
        : (_ => new DeterministicSampler(steps), "ddim", 1);

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    private sealed class Parts(params IDisposable?[] all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var part in all)
                part?.Dispose();
        }
    }

    private sealed class Windows(DiffusionUpscaler model) : IWindowUpscaler
    {
        private readonly ForwardProcess forward = new(model.schedule);
        private int repeats;

        public int Repeats => repeats;

        public void Run(IReadOnlyList<UpscaleWindow> windows, IReadOnlyList<Planes<float>> results)
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            const int margin = ConditionEncoding.Reach;
            var wide = TensorWindows.Stack([.. windows.Select(w => w.Pixels)], model.device) * 2 - 1;
            var lq = wide.narrow(2, margin, wide.shape[2] - 2 * margin).narrow(3, margin, wide.shape[3] - 2 * margin).contiguous();
            var zY = ConditionEncoding.Encode(model.codec, wide, model.Traits.Scale, margin);
            var zT = forward.Prior(zY, Noise(0));
            var result = TensorWindows.Finite(model.type, windows, ref repeats, type => Sample(model.denoiser(type), zT, zY, lq, Noise));
            TensorWindows.Copy(result.clamp(-1, 1) * 0.5 + 0.5, results);

            Tensor Noise(int draw) => TensorWindows.Stack([.. windows.Select(w => w.Noise[draw])], model.device);
        }

        public void Dispose()
        {
        }

        private Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq, Func<int, Tensor> noise)
        {
            using var scope = NewDisposeScope();
            var z0 = model.sampler(noise).Sample(denoiser, TensorWindows.Layout(zT), TensorWindows.Layout(zY), TensorWindows.Layout(lq));
            return model.codec.Decode(z0).to_type(ScalarType.Float32).MoveToOuterDisposeScope();
        }
    }
}
