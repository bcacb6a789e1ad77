using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>A discriminator of a student's training with its update (Algorithm 1, step 4).</summary>
/// <param name="Name">Its name in the log.</param>
/// <param name="Key">What the names of its tensors begin with in a checkpoint.</param>
/// <param name="OptimizerKey">The same of its moments.</param>
/// <param name="Network">The discriminator.</param>
/// <param name="Optimizer">Moves it.</param>
/// <param name="Needs">What its loss needs.</param>
/// <param name="Loss">Builds its scalar loss, cut off from the student.</param>
internal sealed record Judge(
    string Name, string Key, string OptimizerKey, nn.Module Network, AdamW Optimizer, TermNeeds Needs, Func<StudentInput, StudentOutput, Tensor> Loss)
{
    /// <summary>First iteration that uses it.</summary>
    public int From { get; init; }
}
