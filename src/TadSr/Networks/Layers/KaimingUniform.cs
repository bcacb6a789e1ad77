using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>PyTorch's default starting values for convolutions and linear maps: kaiming uniform with a = sqrt(5), which is
/// U(-1/sqrt(fan in), 1/sqrt(fan in)) for weights and biases.</summary>
internal static class KaimingUniform
{
    public static void Fill(Tensor weight, bool zero, Generator generator)
    {
        using var noGrad = no_grad();
        if (zero)
        {
            weight.fill_(0);
            return;
        }
        var bound = 1 / Math.Sqrt(FanIn(weight));
        weight.uniform_(-bound, bound, generator);
    }

    public static void FillBias(Tensor? bias, Tensor weight, bool zero, Generator generator)
    {
        if (bias is null)
            return;
        using var noGrad = no_grad();
        if (zero)
        {
            bias.fill_(0);
            return;
        }
        var bound = 1 / Math.Sqrt(FanIn(weight));
        bias.uniform_(-bound, bound, generator);
    }

    private static double FanIn(Tensor weight) => (double)weight.numel() / weight.shape[0];
}
