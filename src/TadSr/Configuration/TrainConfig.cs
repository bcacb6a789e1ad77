using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A training run. Bind it with <see cref="Load"/>, which lets the recipe set its group of switches first.</summary>
public sealed record TrainConfig
{
    /// <summary>What is trained.</summary>
    public StageKind Stage { get; init; } = StageKind.Student;

    /// <summary>Name of the task, for the model's description.</summary>
    public string Task { get; init; } = "realsr";

    /// <summary>Which reading of the method sets the switches that are not written.</summary>
    public Recipe Recipe { get; init; } = Recipe.Paper;

    /// <summary>The forward process.</summary>
    public DiffusionConfig Diffusion { get; init; } = new();

    /// <summary>The diffusion network of a teacher, and of its student, which has the same. A codec's training has none.</summary>
    public NetworkConfig? Model { get; init; }

    /// <summary>The codec.</summary>
    public CodecConfig Codec { get; init; } = new();

    /// <summary>The training of a codec.</summary>
    public CodecTrainConfig Vqgan { get; init; } = new();

    /// <summary>The teacher of a student.</summary>
    public TeacherConfig Teacher { get; init; } = new();

    /// <summary>The student.</summary>
    public StudentConfig Student { get; init; } = new();

    /// <summary>Loss terms.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>The adversarial term in latent space.</summary>
    public GanConfig Gan { get; init; } = new();

    /// <summary>The adversarial term on picture features.</summary>
    public FeatureGanConfig FeatureGan { get; init; } = new();

    /// <summary>Models whose output some kinds of damage learn.</summary>
    public GuideConfig Guide { get; init; } = new();

    /// <summary>Optimiser of the network.</summary>
    public OptimConfig Optim { get; init; } = new();

    /// <summary>Optimiser of the discriminators.</summary>
    public OptimConfig OptimD { get; init; } = new() { Warmup = 0 };

    /// <summary>Average of the weights.</summary>
    public EmaConfig Ema { get; init; } = new();

    /// <summary>The run.</summary>
    public RunConfig Train { get; init; } = new();

    /// <summary>The pictures.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>What exported weights say of their origin.</summary>
    public ReleaseConfig Release { get; init; } = new();

    /// <summary>The damage.</summary>
    public DegradationConfig Degradation { get; init; } = new();

    /// <summary>Whether a student starts with its teacher's weights.</summary>
    internal bool StartsAtTeacher => Student.Init == "teacher";

    /// <summary>Whether checkpoints are judged while training.</summary>
    internal bool Validates => Data.Val.Count > 0 && Train.ValEvery > 0;

    /// <summary>Reads a configuration: recipe first, then everything that is written, then the overrides.</summary>
    /// <param name="path">A YAML file.</param>
    /// <param name="networks">The networks that <c>model.type</c> may name, with the sizes of what is not written; the first one is
    /// taken where no type is named.</param>
    /// <param name="overrides">Assignments <c>a.b=value</c>.</param>
    /// <exception cref="TadSrException">Something in it is wrong; the message names the place.</exception>
    internal static TrainConfig Load(string path, BindVariants networks, params IEnumerable<string> overrides)
    {
        var tree = ConfigTree.Read(path).With(overrides);
        var recipe = YamlBinder.Bind<TrainConfig>(tree, variants: networks).Recipe;
        return YamlBinder.Bind(tree, For(recipe) with { Model = (NetworkConfig)networks.Known[0].Defaults }, networks);
    }

    /// <summary>The defaults of a recipe.</summary>
    public static TrainConfig For(Recipe recipe)
    {
        var paper = new TrainConfig { Recipe = recipe };
        if (recipe == Recipe.Paper)
            return paper;
        return paper with
        {
            Loss = paper.Loss with { Score = paper.Loss.Score with { Noise = NoiseKind.Uniform, DoubleScale = true } },
            Gan = paper.Gan with { Noise = NoiseKind.Uniform },
            Optim = paper.Optim with { WarmupFirstFull = true },
        };
    }

    internal void Validate(ConfigLocations locations)
    {
        if (Degradation.Face is not null && Diffusion.Scale != 1)
            throw new TadSrException($"{locations.Of(nameof(Diffusion))}: diffusion.sf is {Diffusion.Scale}, but damaged faces have the size of the true ones; write sf: 1 or leave degradation.face out.", ErrorKind.Usage);
        if (Degradation.Kinds.FirstOrDefault(kind => kind.Guide is { } name && !Guide.Models.Any(model => model.Name == name)) is { } guided)
            throw new TadSrException($"{locations.Of(nameof(Degradation))}: the damage '{guided.Name}' learns from the guide '{guided.Guide}', which guide.models does not name; add it there.", ErrorKind.Usage);
        if (Loss.Perceptual.GroupBy(p => p.Net).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new TadSrException($"{locations.Of(nameof(Loss))}: loss.perceptual names {twice.Key.ToString().ToLowerInvariant()} {twice.Count()} times; write one entry for each network.", ErrorKind.Usage);
    }
}

/// <summary>Which reading of the method decides the switches in which the paper and its published code differ.</summary>
public enum Recipe
{
    /// <summary>The paper's equations, with the reductions of the authors' code for which its weights were tuned.</summary>
    Paper,

    /// <summary>The published code to the letter: uniform noise, doubly scaled input of the score term, no t = T - 1 for the
    /// discriminator, first step at the full rate.</summary>
    AuthorsCode,
}
