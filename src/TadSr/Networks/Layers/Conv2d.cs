using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>2-D convolution with zero padding whose parameters follow the input's element type.</summary>
/// <remarks>A float32 master weight and a bfloat16 input give a bfloat16 result and a float32 gradient: this is the mixed
/// precision of the program. Keys: <c>weight</c> (out, in, k, k) and <c>bias</c> (out).</remarks>
public sealed class Conv2d : nn.Module<Tensor, Tensor>, IInitialised
{
    private readonly long stride, padding;
    internal readonly Parameter weight;
    internal readonly Parameter? bias;

    /// <summary>Creates a convolution with zero parameters; load or initialise them.</summary>
    public Conv2d(long inChannels, long outChannels, long kernel, long stride = 1, long padding = 0, bool hasBias = true, bool zeroInitialised = false)
        : base(nameof(Conv2d))
    {
        this.stride = stride;
        this.padding = padding;
        ZeroInitialised = zeroInitialised;
        weight = new Parameter(zeros(outChannels, inChannels, kernel, kernel));
        if (hasBias)
            bias = new Parameter(zeros(outChannels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised { get; }

    /// <summary>(B, in, H, W) to (B, out, H', W').</summary>
    public override Tensor forward(Tensor x) => Cast.Run(x, weight, bias, (input, w, b) =>
        nn.functional.conv2d(input, w, b, strides: [stride, stride], padding: [padding, padding]));

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        KaimingUniform.Fill(weight, ZeroInitialised, generator);
        KaimingUniform.FillBias(bias, weight, ZeroInitialised, generator);
    }
}
