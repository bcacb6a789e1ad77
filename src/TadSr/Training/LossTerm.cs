using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>A loss of the caller's own for the student, added to those that the configuration turns on.</summary>
public abstract class LossTerm
{
    /// <summary>Its name in the log.</summary>
    public abstract string Name { get; }

    /// <summary>Its weight; 0 leaves it out.</summary>
    public abstract double Weight { get; }

    /// <summary>Whether it looks at <see cref="LossInput.Z0Teacher"/>.</summary>
    public virtual bool NeedsTeacher => false;

    /// <summary>Whether it looks at <see cref="LossInput.Z"/>.</summary>
    public virtual bool NeedsTruthLatent => false;

    /// <summary>Whether it looks at <see cref="LossInput.Picture"/> and <see cref="LossInput.Truth"/>.</summary>
    public virtual bool NeedsPicture => false;

    /// <summary>Computes the loss of one microbatch.</summary>
    /// <param name="input">What it may look at.</param>
    /// <returns>A scalar whose graph leads to <see cref="LossInput.Z0"/>.</returns>
    public abstract Tensor Compute(LossInput input);
}
