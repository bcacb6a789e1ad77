using TadSr.Codecs;
using TadSr.Diffusion;
using TadSr.Imaging;
using TadSr.Losses;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>What high-frequency score distillation sees (TAD-SR fig. 2): the results of student and teacher and the truth are noised again to
/// a time t, the teacher denoises each, and the scores are compared.</summary>
internal sealed class ScoreAnalysis : IDisposable
{
    private readonly DiffusionModel student, teacher;
    private readonly Device device;

    /// <summary>Loads the models.</summary>
    /// <param name="studentPath">The student's weights; it goes one step.</param>
    /// <param name="teacherPath">The teacher's, which goes all steps of its schedule and denoises what was noised again.</param>
    /// <param name="options">Codec and device.</param>
    /// <exception cref="TadSrException">A file is missing or broken, or the two do not work in one latent space on one schedule.</exception>
    public ScoreAnalysis(string studentPath, string teacherPath, UpscalerOptions options)
    {
        device = Backend.ChooseDevice(options.Device);
        student = ModelFile.Load(studentPath, options);
        try
        {
            teacher = ModelFile.Load(teacherPath, options);
        }
        catch
        {
            student.Dispose();
            throw;
        }
        try
        {
            if ((student.Codec.Channels, student.Codec.Factor) != (teacher.Codec.Channels, teacher.Codec.Factor))
                throw Unlike($"latents of {student.Codec.Channels} channels", $"of {teacher.Codec.Channels}");
            if (student.Description.Diffusion != teacher.Description.Diffusion)
                throw Unlike($"another schedule ({student.Description.Diffusion.Steps} steps, kappa {student.Description.Diffusion.Kappa})", $"{teacher.Description.Diffusion.Steps} steps, kappa {teacher.Description.Diffusion.Kappa}");
            student.To(device);
            teacher.To(device);
        }
        catch
        {
            Dispose();
            throw;
        }

        TadSrException Unlike(string own, string its) =>
            new($"{studentPath}: has {own}, {teacherPath} {its}; scores are compared in one latent space on one schedule, give a student and its own teacher.", ErrorKind.BadFile);
    }

    /// <summary>Number of times; t is 0 to this less one.</summary>
    public int Steps => teacher.Schedule.Steps;

    /// <summary>Pixels of the truth for one of the low-resolution picture.</summary>
    public int Scale => teacher.Scale;

    /// <summary>Sides of a low-resolution picture are multiples of this.</summary>
    public int Multiple => Math.Max(1, Math.Max(student.Network.SizeMultiple, teacher.Network.SizeMultiple) * teacher.Codec.Factor / teacher.Scale);

    /// <summary>Analyses a picture.</summary>
    /// <param name="lq">(3, h, w) in [0, 1].</param>
    /// <param name="truth">(3, h scale, w scale) in [0, 1], or null.</param>
    /// <param name="times">The t.</param>
    /// <param name="seed">Of the noise, which all share.</param>
    public ScoreComparison Compare(Planes<float> lq, Planes<float>? truth, IReadOnlyList<int> times, ulong seed)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var y = Batch(lq);
        var zY = ConditionEncoding.Encode(teacher.Codec, y, teacher.Scale);
        using var generator = new Generator(CounterRandom.DeriveSeed(seed, "scores"));
        var noise = randn(zY.shape, generator: generator).to(device);
        var (zT, denoiser) = (new ForwardProcess(teacher.Schedule).Prior(zY, noise), teacher.Denoiser());
        var latents = new List<(string Name, Tensor Z0)>
        {
            ("student", new OneStepSampler(student.Schedule).Sample(student.Denoiser(), zT, zY, y)),
            ("teacher", new DeterministicSampler(teacher.Schedule).Sample(denoiser, zT, zY, y)),
        };
        if (truth is not null)
            latents.Add(("truth", teacher.Codec.Encode(Batch(truth))));
        var distillation = new HighFrequencyScoreDistillation(denoiser, teacher.Schedule);
        var forward = new ForwardProcess(teacher.Schedule);
        var predictions = latents.ConvertAll(latent => (latent.Name, (IReadOnlyList<Planes<float>>)[.. times.Select(t => Prediction(latent.Z0, Time(t)))]));
        var differences = new List<(string Name, IReadOnlyList<Planes<float>> Values)>();
        for (var a = 0; a < latents.Count; a++)
        {
            for (var b = a + 1; b < latents.Count; b++)
                differences.Add(($"{latents[a].Name} - {latents[b].Name}", [.. times.Select(t => Difference(latents[a].Z0, latents[b].Z0, Time(t)))]));
        }
        return new ScoreComparison(times, predictions, differences);

        Tensor Time(int t) => tensor([(long)t], ScalarType.Int64, device);

        Planes<float> Prediction(Tensor z0, Tensor t)
        {
            using var inner = NewDisposeScope();
            return ToPlanes(teacher.Codec.Decode(denoiser.PredictX0(forward.Sample(z0, zY, t, noise), t, y)).clamp(-1, 1) * 0.5 + 0.5);
        }

        Planes<float> Difference(Tensor a, Tensor b, Tensor t)
        {
            using var inner = NewDisposeScope();
            return ToPlanes(distillation.Direction(a, b, zY, y, noise, t).abs().mean([1], keepdim: true));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        student.Dispose();
        teacher?.Dispose();
    }

    private Tensor Batch(Planes<float> picture) => TensorWindows.Stack([picture], device) * 2 - 1;

    private static Planes<float> ToPlanes(Tensor batch)
    {
        var result = new Planes<float>((int)batch.shape[1], (int)batch.shape[2], (int)batch.shape[3]);
        TensorWindows.Copy(batch, [result]);
        return result;
    }
}
