using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The checkpoint of a run: every tensor that a step changes, the optimisers' step counts and the iteration, in one
/// safetensors file that is replaced as a whole. Random numbers and data need no state: they are functions of seed and iteration.</summary>
internal static class TrainingState
{
    private const string IterationKey = "iteration", FingerprintKey = "fingerprint";

    /// <summary>Writes the checkpoint atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stage">What is trained.</param>
    /// <param name="iteration">Steps done.</param>
    /// <param name="fingerprint">What a resumed run must agree with, by name.</param>
    public static void Save(string path, ITrainingStage stage, long iteration, IReadOnlyDictionary<string, string> fingerprint)
    {
        var metadata = new Dictionary<string, string> { [IterationKey] = iteration.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, optimizer) in stage.Optimizers.All)
            metadata[$"{name}.steps"] = optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in fingerprint)
            metadata[$"{FingerprintKey}.{name}"] = value;
        SafetensorsWriter.Write(path, stage.State, metadata);
    }

    /// <summary>Reads a checkpoint into a stage.</summary>
    /// <returns>Steps done.</returns>
    /// <exception cref="TadSrException">The checkpoint is of another run.</exception>
    public static long Load(string path, ITrainingStage stage, IReadOnlyDictionary<string, string> fingerprint)
    {
        using var file = CheckpointFile.Open(path);
        foreach (var (name, value) in fingerprint)
        {
            if (!file.Metadata.TryGetValue($"{FingerprintKey}.{name}", out var stored))
                throw new TadSrException($"{path}: this run does not record its {name} (now {value}), so an older program wrote it. Start a new run folder.", ErrorKind.Usage);
            if (stored != value)
                throw new TadSrException($"{path}: this run was started with {name} = {stored}, now it is {value}. Resume with the stored value, or start a new run folder.", ErrorKind.Usage);
        }
        var entries = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        foreach (var (name, value) in stage.State)
        {
            if (!entries.TryGetValue(name, out var entry) || !entry.Shape.AsSpan().SequenceEqual(value.shape))
                throw new TadSrException($"{path}: '{name}' is missing or has another shape; the checkpoint is of a run with another model or other losses. Start a new run folder.", ErrorKind.BadFile);
            StateDict.Copy(file, entry, value);
        }
        foreach (var (name, optimizer) in stage.Optimizers.All)
            optimizer.Steps = Number(file, path, $"{name}.steps");
        return Number(file, path, IterationKey);
    }

    private static long Number(ICheckpoint file, string path, string key) =>
        file.Metadata.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TadSrException($"{path}: the metadata entry '{key}' is missing; this is no training checkpoint.", ErrorKind.BadFile);
}
