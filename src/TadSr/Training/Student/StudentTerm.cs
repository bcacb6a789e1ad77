using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>One entry in the list of a student's loss terms (TAD-SR eq. 13 and the switches beyond the paper).</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Weight">Its weight, above 0.</param>
/// <param name="Needs">What must be there before it can be computed.</param>
/// <param name="Compute">Builds the scalar.</param>
internal sealed record StudentTerm(string Name, double Weight, TermNeeds Needs, TermFormula Compute)
{
    /// <summary>What its gradient is taken with respect to, and what the weight means.</summary>
    public TermPath Path { get; init; } = TermPath.Result;

    /// <summary>First iteration that uses it.</summary>
    public int From { get; init; }
}

/// <summary>Builds the scalar of a term; figures beside its value go to the report.</summary>
internal delegate Tensor TermFormula(StudentNetworks networks, StudentInput input, StudentOutput output, StepReport report);

/// <summary>How a term reaches the student.</summary>
internal enum TermPath
{
    /// <summary>Through its result z_0.</summary>
    Result,

    /// <summary>Through z_0 as well; the weight is the share that its gradient there has of that of the terms before it.</summary>
    Share,

    /// <summary>Through the student's network at an input of its own (SinSR).</summary>
    Network,
}

/// <summary>What terms and discriminators need. What a run must load and compute is the union.</summary>
[Flags]
internal enum TermNeeds
{
    /// <summary>The student's z_0 alone.</summary>
    None = 0,

    /// <summary>The frozen teacher.</summary>
    Teacher = 1,

    /// <summary>The teacher's z_0 from the student's z_T.</summary>
    Target = 2 | Teacher,

    /// <summary>The true picture's latent.</summary>
    TruthLatent = 4,

    /// <summary>Features of the teacher's encoder and the time-aware discriminator on them.</summary>
    Features = 8 | Teacher | TruthLatent,

    /// <summary>The noise and the time of the score term.</summary>
    Score = 16 | Teacher,

    /// <summary>The decoded result and the true picture.</summary>
    Picture = 32,

    /// <summary>The ResNet-18 taps of both pictures.</summary>
    Taps = 64 | Picture,

    /// <summary>The hinge heads on those taps.</summary>
    Heads = 128 | Taps,
}
