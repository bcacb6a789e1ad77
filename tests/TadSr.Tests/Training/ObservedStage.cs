using TadSr.Training;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

/// <summary>A stage whose batches a test can change and whose steps it can count. The inner stage stays the caller's.</summary>
internal sealed class ObservedStage(ITrainingStage inner, Func<TrainingBatch, long, TrainingBatch>? before, Action<long>? after) : ITrainingStage
{
    public IEnumerable<(string Name, Tensor Value)> State => inner.State;

    public OptimizerSet Optimizers => inner.Optimizers;

    public StepReport TrainStep(TrainingBatch batch, long iteration)
    {
        var report = inner.TrainStep(before?.Invoke(batch, iteration) ?? batch, iteration);
        after?.Invoke(iteration);
        return report;
    }

    public IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs) => inner.Preview(pairs);

    public void Export(string path, long iteration) => inner.Export(path, iteration);

    public void Dispose()
    {
    }
}
