using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Runs an operation with parameters cast to the input's element type, without leaving the casts behind.</summary>
internal static class Cast
{
    public static Tensor Run(Tensor x, Tensor weight, Tensor? bias, Func<Tensor, Tensor, Tensor?, Tensor> operation)
    {
        if (weight.dtype == x.dtype)
            return operation(x, weight, bias);
        using var scope = NewDisposeScope();
        return operation(x, weight.to_type(x.dtype), bias?.to_type(x.dtype)).MoveToOuterDisposeScope();
    }
}
