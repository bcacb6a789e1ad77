using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>2-D convolution with zero padding whose parameters follow the input's element type.</summary>
/// <remarks>A float32 master weight and a bfloat16 input give a bfloat16 result and a float32 gradient: this is the mixed
/// precision of the program. Keys: <c>weight</c> (out, in, k, k) and <c>bias</c> (out).</remarks>
internal sealed class Conv2d : nn.Module<Tensor, Tensor>, IInitialised
{
    private const long Block = 16;
    private readonly long stride, padding;
    private readonly double? initialDeviation;
    internal readonly Parameter weight;
    internal readonly Parameter? bias;

    /// <summary>Creates a convolution with zero parameters; load or initialise them.</summary>
    /// <param name="inChannels">Channels that go in.</param>
    /// <param name="outChannels">Channels that come out.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Step between results.</param>
    /// <param name="padding">Zeros on every side.</param>
    /// <param name="hasBias">Whether something is added to every channel.</param>
    /// <param name="zeroInitialised">Whether training starts with zeros.</param>
    /// <param name="initialDeviation">Starting weights are normal with this deviation instead of kaiming uniform.</param>
    public Conv2d(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0, bool hasBias = true, bool zeroInitialised = false, double? initialDeviation = null)
        : base(nameof(Conv2d))
    {
        this.stride = stride;
        this.padding = padding;
        this.initialDeviation = initialDeviation;
        ZeroInitialised = zeroInitialised;
        weight = new Parameter(zeros(outChannels, inChannels, kernel, kernel));
        if (hasBias)
            bias = new Parameter(zeros(outChannels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised { get; }

    /// <summary>(B, in, H, W) to (B, out, H', W').</summary>
    public override Tensor forward(Tensor x) => Cast.Run(x, weight, bias, Convolve);

    // oneDNN's convolutions on x64 work on blocks of 16 channels (8 without AVX-512) and do not clear the rest of the last block:
    // leftovers of freed memory enter the sums, forwards through the input channels and backwards through the output channels.
    // libtorch 2.10 does so in bfloat16 and float32; whole blocks of ours avoid it. Only float32 over a picture's three
    // channels takes another path, which is sound.
    private Tensor Convolve(Tensor x, Tensor w, Tensor? b)
    {
        long outChannels = w.shape[0], inChannels = w.shape[1];
        long addIn = inChannels <= 3 && x.dtype == ScalarType.Float32 ? 0 : -inChannels & (Block - 1), addOut = -outChannels & (Block - 1);
        if (x.dtype == ScalarType.Float64 || x.device_type != DeviceType.CPU || addIn + addOut == 0)
            return nn.functional.conv2d(x, w, b, strides: [stride, stride], padding: [padding, padding]);
        using var scope = NewDisposeScope();
        var wide = nn.functional.conv2d(
            addIn == 0 ? x : nn.functional.pad(x, [0, 0, 0, 0, 0, addIn]),
            nn.functional.pad(w, [0, 0, 0, 0, 0, addIn, 0, addOut]),
            b is null ? null : nn.functional.pad(b, [0, addOut]),
            strides: [stride, stride], padding: [padding, padding]);
        return wide.narrow(1, 0, outChannels).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        KaimingUniform.Fill(weight, ZeroInitialised, generator);
        if (initialDeviation is { } deviation)
        {
            using var noGrad = no_grad();
            weight.normal_(0, deviation, generator);
        }
        KaimingUniform.FillBias(bias, weight, ZeroInitialised, generator);
    }
}
