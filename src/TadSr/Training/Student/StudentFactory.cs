using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Losses;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>Builds a student's training around its networks: what is frozen, and the discriminators, as far as the list of terms
/// needs them.</summary>
internal static class StudentFactory
{
    /// <summary>Creates the stage, which owns everything that is given.</summary>
    /// <param name="config">The run.</param>
    /// <param name="student">The network to train.</param>
    /// <param name="teacher">The teacher, frozen from now on; null where no term needs it.</param>
    /// <param name="codec">The frozen codec.</param>
    /// <param name="weights">Where perceptual networks are found.</param>
    /// <param name="device">Where the networks lie.</param>
    /// <param name="terms">Loss terms of the caller.</param>
    public static StudentStage Create(
        TrainConfig config, DiffusionNetwork student, DiffusionNetwork? teacher, ILatentCodec codec, PerceptualWeights weights, Device device,
        IReadOnlyList<LossTerm>? terms = null)
    {
        var needs = StudentTerms.NeedsOf(config, terms);
        if (needs.HasFlag(TermNeeds.Teacher))
            ArgumentNullException.ThrowIfNull(teacher);
        foreach (var parameter in teacher?.parameters() ?? [])
            parameter.requires_grad_(false);
        teacher?.eval();

        var schedule = new EtaSchedule(config.Diffusion);
        var scaling = new InputScaling(schedule);
        var type = ComputeType.Of(config.Train.Precision, device);
        var teacherDenoiser = teacher is null ? null : new NetworkDenoiser(teacher, scaling, type);
        var pictures = new PictureNetworks(config, needs, weights, type, device);
        var networks = new StudentNetworks
        {
            Schedule = schedule,
            Codec = codec,
            Student = new NetworkDenoiser(student, scaling, type),
            StudentNetwork = (x, t, lq) => student.forward(x.to_type(type), t, lq.to_type(type)).to_type(x.dtype),
            Teacher = teacherDenoiser,
            Scorer = teacherDenoiser is not null && config.Loss.Score.DoubleScale ? new DoubleScalingDenoiser(teacherDenoiser, scaling) : teacherDenoiser,
            Pictures = pictures,
        };
        List<Judge> judges = [];
        if (needs.HasFlag(TermNeeds.Features))
        {
            var gan = config.Gan;
            var (network, optimizer) = Ready(new TimeAwareDiscriminator(teacher!.FeatureChannels, gan.EmbedDim, gan.LogitsPerPosition, gan.TimeAware), 1);
            var adversary = new LatentAdversary(teacherDenoiser!.EncoderFeatures, network, schedule, gan);
            networks = networks with { Adversary = adversary };
            judges.Add(new Judge(
                "D", "discriminator", "optim_d", network, optimizer, TermNeeds.Features, (input, output) => adversary.DiscriminatorLoss(input, output.Features)));
        }
        if (needs.HasFlag(TermNeeds.Heads))
        {
            var taps = config.FeatureGan.Taps;
            var (network, optimizer) = Ready(new FeatureHeads([.. taps.Select(k => pictures.TapChannels[k])]), 2);
            var adversary = new FeatureAdversary(network, taps);
            networks = networks with { Heads = adversary };
            judges.Add(new Judge(
                "D heads", "heads", "optim_heads", network, optimizer, TermNeeds.Heads, (input, output) => adversary.DiscriminatorLoss(input.TruthTaps, output.Taps))
            {
                From = config.FeatureGan.Start,
            });
        }
        return new StudentStage(config, student, networks, terms, judges, device, pictures, codec, teacher);

        (T Network, AdamW Optimizer) Ready<T>(T network, int seed)
            where T : nn.Module
        {
            Initialization.Reset(network, (ulong)(config.Train.Seed + seed));
            network.to(device);
            return (network, new AdamW(network.named_parameters(), config.OptimD));
        }
    }
}
