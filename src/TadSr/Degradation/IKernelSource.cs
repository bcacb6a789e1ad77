namespace TadSr.Degradation;

/// <summary>What a blur of a plan comes from: drawn parameters, or a kernel itself.</summary>
internal interface IKernelSource
{
    /// <summary>The kernel.</summary>
    BlurKernel Build();
}
