using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The run itself.</summary>
public sealed record RunConfig
{
    /// <summary>Number of optimiser steps.</summary>
    [Limits(Min = 1)]
    public int Iterations { get; init; } = 30000;

    /// <summary>Samples per step.</summary>
    [Limits(Min = 1)]
    public int Batch { get; init; } = 64;

    /// <summary>Samples that pass through the networks together, a divisor of the batch: less memory for the same gradients, which
    /// are added up over the batch's parts. What knows of the parts: a student's power iterations and the share of feature_gan, a
    /// codec's batch norms and movements.</summary>
    [Limits(Min = 1)]
    public int Microbatch { get; init; } = 8;

    /// <summary>The only source of randomness.</summary>
    public int Seed { get; init; } = 123456;

    /// <summary>Steps between checkpoints.</summary>
    [Limits(Min = 1)]
    public int SaveEvery { get; init; } = 2000;

    /// <summary>Steps between validations; 0 turns them off.</summary>
    [Limits(Min = 0)]
    public int ValEvery { get; init; } = 2000;

    /// <summary>Pairs of a validation.</summary>
    [Limits(Min = 1)]
    public int ValSamples { get; init; } = 16;

    /// <summary>Side of a validation pair's true picture.</summary>
    [Limits(Min = 32)]
    public int ValCrop { get; init; } = 256;

    /// <summary>Steps between log lines.</summary>
    [Limits(Min = 1)]
    public int LogEvery { get; init; } = 50;

    /// <summary>Element type of the networks' computations.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    internal void Validate(SourceLocation location)
    {
        if (Precision == Precision.Fp16)
            throw new TadSrException($"{location}: precision is fp16, in which gradients vanish; use auto, bf16 or fp32.", ErrorKind.Usage);
        if (Batch % Microbatch != 0)
            throw new TadSrException($"{location}: batch is {Batch} and microbatch {Microbatch}; the batch must be a multiple of the microbatch.", ErrorKind.Usage);
    }
}
