using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>One of the three trainings: what happens in a step, and all that a checkpoint must hold to go on.</summary>
internal interface ITrainingStage : IDisposable
{
    /// <summary>Tensors that a step changes, by name: networks, averages, moments.</summary>
    IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>The optimisers, for their step counts.</summary>
    OptimizerSet Optimizers { get; }

    /// <summary>One optimiser step.</summary>
    /// <param name="batch">All samples of the step.</param>
    /// <param name="iteration">Counted from 1.</param>
    /// <returns>Losses and norms; the caller disposes it.</returns>
    StepReport TrainStep(TrainingBatch batch, long iteration);

    /// <summary>What the trained model makes of pairs, with the averaged weights: of their low-resolution pictures, or, where
    /// a codec is trained, of the true ones.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <returns>Pictures (B, 3, h f, w f), about [-1, 1], by the name of the way they were made.</returns>
    IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs);

    /// <summary>Writes the averaged weights as a model file that inference loads.</summary>
    void Export(string path, long iteration);
}
