using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Training.Student;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Writes a network with its averaged weights as a file that inference loads.</summary>
internal static class ModelExport
{
    public static void Write(string path, nn.Module network, Ema ema, TrainConfig config, string kind, long iteration)
    {
        var description = new ModelDescription
        {
            Kind = kind,
            Task = config.Task,
            Diffusion = config.Diffusion,
            Codec = config.Codec.Type,
            ImageSize = (network as DiffusionNetwork)?.NominalSide,
            Revision = (network as DiffusionNetwork)?.ArithmeticRevision,
            Steps = iteration,
            Licence = config.Release.Licence,
            Origin = config.Release.Origin,
            TrainingData = config.Release.TrainingData,
            Teacher = kind == "student" && (StudentTerms.NeedsOf(config).HasFlag(TermNeeds.Teacher) || config.StartsAtTeacher) ? Path.GetFileName(config.Teacher.Checkpoint) : null,
        };
        var averages = ema.State.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        IEnumerable<(string Name, Tensor Value)> weights = StateDict.Of(network).Select(t => (t.Name, averages.GetValueOrDefault(t.Name, t.Value)));
        SafetensorsWriter.Write(path, weights, new Dictionary<string, string> { [ModelDescription.MetadataKey] = description.ToJson() });
    }
}
