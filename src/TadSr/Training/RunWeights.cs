using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Training.Student;
using TadSr.Weights;

namespace TadSr.Training;

/// <summary>The weight files that a training needs, found before any picture is read.</summary>
internal static class RunWeights
{
    /// <summary>Finds them: each at its own path, or under its name where the files of the catalogue lie.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="store">Where files of the catalogue are.</param>
    /// <param name="terms">Losses of the caller.</param>
    /// <returns>The configuration with the paths that were found.</returns>
    /// <exception cref="TadSrException">Files are missing; all are named, with where they come from (<see cref="ErrorKind.BadFile"/>).</exception>
    public static TrainConfig Locate(TrainConfig config, WeightStore store, IReadOnlyList<LossTerm>? terms = null)
    {
        var missing = new List<string>();
        var found = config;
        if (config.Stage != StageKind.Codec && config.Codec is { Type: CodecKind.Vqgan, Checkpoint: { } codec })
            found = found with { Codec = config.Codec with { Checkpoint = Path("codec.checkpoint", codec) } };
        if (config.Stage == StageKind.Student)
        {
            if (config.Teacher.Checkpoint is { } teacher && (config.StartsAtTeacher || StudentTerms.NeedsOf(config, terms).HasFlag(TermNeeds.Teacher)))
                found = found with { Teacher = config.Teacher with { Checkpoint = Path("teacher.checkpoint", teacher) } };
            if (!config.StartsAtTeacher)
                found = found with { Student = config.Student with { Init = Path("student.init", config.Student.Init) } };
        }
        if (config.Stage == StageKind.Teacher && config.Teacher.Init is { } start)
            found = found with { Teacher = config.Teacher with { Init = Path("teacher.init", start) } };
        if (config.Guide.Models.Count > 0)
            found = found with { Guide = config.Guide with { Models = [.. config.Guide.Models.Select(model => model with { Weights = Path("guide.models", model.Weights) })] } };
        foreach (var entry in Nets(config).Distinct().SelectMany(Entries).Distinct().Where(entry => store.Locate(entry) is null))
            missing.Add(entry.Origin());
        return missing.Count == 0 ? found : throw ModelWeights.Missing(missing, store);

        string Path(string key, string path)
        {
            if (File.Exists(path) || BundledModel.All.Any(model => model.Name == path))
                return path;
            var entry = ModelCatalogue.Find(System.IO.Path.GetFileName(path));
            if (entry is not null && store.Locate(entry) is { } place)
                return place;
            missing.Add($"{key} {path}{(entry is null ? "" : $", known as {entry.Origin()}")}");
            return path;
        }
    }

    private static IEnumerable<PerceptualNet> Nets(TrainConfig config) => config.Stage switch
    {
        StageKind.Codec => config.Vqgan.Perceptual.Weight > 0 ? [config.Vqgan.Perceptual.Net] : [],
        StageKind.Student => config.Loss.Perceptual.Where(term => term.Weight > 0).Select(term => term.Net),
        _ => [],
    };

    // R18's trunk and the others' heads come with the program, as the small trunks do.
    private static IEnumerable<WeightEntry> Entries(PerceptualNet net) => net == PerceptualNet.Vgg ? [Catalogue.Vgg16] : [];
}
