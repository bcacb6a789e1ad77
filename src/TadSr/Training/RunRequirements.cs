using System.Globalization;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Losses;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Training.Student;

namespace TadSr.Training;

/// <summary>What the values of a training's configuration need of each other. Reading a configuration does not check it, because
/// <c>tadsr degrade</c> uses the same files and needs none of it.</summary>
internal static class RunRequirements
{
    /// <summary>Checks what the configuration tells alone; loads no tensor library.</summary>
    /// <exception cref="TadSrException">Something does not fit; the message names the key (<see cref="ErrorKind.Usage"/>).</exception>
    public static void Check(TrainConfig config, IReadOnlyList<LossTerm>? terms = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Guide.Models.Count > 0 && config.Data.Crop % GuideGoals.Cell != 0)
            throw Wrong($"data.crop is {config.Data.Crop}; guides need a multiple of {GuideGoals.Cell}");
        if (terms is { Count: > 0 } && config.Stage != StageKind.Student)
            throw Wrong($"stage is {config.Stage.ToString().ToLowerInvariant()}, but losses of the caller's own were given ({string.Join(", ", terms.Select(term => term.Name))}); only a student takes them");
        if (config.Stage == StageKind.Student)
            CheckStudent(config, terms);
        else if (config.Stage == StageKind.Codec)
            CheckCodec(config);
    }

    /// <summary>Checks network, codec, scale and crops against each other.</summary>
    internal static void CheckFit(TrainConfig config, DenoiserDescription network, int sizeMultiple, ILatentCodec codec)
    {
        network.CheckSteps(config.Diffusion.Steps);
        var name = config.Codec.Checkpoint is { } path && config.Codec.Type == CodecKind.Vqgan ? path : "codec.type pixel_unshuffle";
        var fit = CodecFit.Of(network, codec, config.Diffusion.Scale);
        if (!fit.HasSameChannels)
            throw Wrong($"model.in_channels is {network.LatentChannels}, but {name} has {codec.Channels} latent channels; write model.in_channels: {codec.Channels}, or give another codec");
        var ratio = fit.ConditionRatio;
        if (!fit.HasFittingFactor)
        {
            var condition = ratio == 1 ? "of the latent's size" : $"of {ratio} times the latent's size (model.lq_size / model.image_size)";
            throw Wrong($"diffusion.sf is {config.Diffusion.Scale}, but {name} reduces {codec.Factor} times and this network takes a low-resolution picture {condition}; {Remedy(codec.Factor, ratio)}");
        }
        CheckSides(config, codec.Factor * sizeMultiple, "this network and codec");
    }

    /// <summary>Checks a teacher's schedule against the run's. The start of the table is left out: students cap it and the
    /// published teachers do not.</summary>
    internal static void CheckSchedule(DiffusionConfig run, DiffusionConfig teacher, string path)
    {
        var different = ConfigKey.Of(typeof(DiffusionConfig))
            .Where(key => key.Property.Name != nameof(DiffusionConfig.CapStart))
            .Select(key => (key.Name, Run: key.Property.GetValue(run), Teacher: key.Property.GetValue(teacher)))
            .Where(key => !Equals(key.Run, key.Teacher))
            .Select(key => string.Create(CultureInfo.InvariantCulture, $"diffusion.{key.Name} = {key.Teacher} (here {key.Run})"))
            .ToList();
        if (different.Count > 0)
            throw Wrong($"{path}: this teacher was trained with {string.Join(", ", different)}; write the teacher's values, or give another teacher.checkpoint");
    }

    private static void CheckStudent(TrainConfig config, IReadOnlyList<LossTerm>? terms)
    {
        foreach (var term in config.Loss.Perceptual.Where(term => term.Weight > 0))
            CheckTrunk(config, "loss.perceptual", term);
        if (config.FeatureGan.Ratio > 0)
        {
            // The heads look at the taps of the distance, or at taps of their own, which are always moved.
            var move = config.Loss.Perceptual.FirstOrDefault(term => term is { Net: PerceptualNet.R18, Weight: > 0 })?.Augment != false;
            CheckTrunk(config, "feature_gan", new PerceptualConfig { Net = PerceptualNet.R18, Augment = move });
        }
        if (config.Loss.Phase.Weight > 0 && (config.Data.TrainedSide < PhaseLoss.LeastSide || config.Data.TrainedSide % PhaseLoss.SideMultiple != 0))
            throw Wrong($"{CropKey(config)} is {config.Data.TrainedSide}; loss.phase needs a multiple of {PhaseLoss.SideMultiple} from {PhaseLoss.LeastSide}");
        // Last: the list of terms brings the tensor library's types.
        if ((StudentTerms.NeedsOf(config, terms).HasFlag(TermNeeds.Teacher) || config.StartsAtTeacher) && config.Teacher.Checkpoint is null)
            throw Wrong("teacher.checkpoint is not set; a student needs a teacher's weights (train one with stage: teacher, or give a published file)");
    }

    private static void CheckCodec(TrainConfig config)
    {
        var sizes = config.Vqgan;
        // Scales and factors are powers of two: the larger one is their common multiple.
        CheckSides(config, Math.Max(config.Diffusion.Scale, 1 << (sizes.ChannelMult.Count - 1)), "diffusion.sf and the levels of vqgan.ch_mult");
        if (sizes.Perceptual.Weight > 0)
            CheckTrunk(config, "vqgan.perceptual", sizes.Perceptual);
        var least = PatchDiscriminator.LeastSide(sizes.DiscLayers);
        if (sizes.DiscWeight > 0 && sizes.DiscStart < config.Train.Iterations && config.Data.TrainedSide < least)
            throw Wrong($"{CropKey(config)} is {config.Data.TrainedSide}; a discriminator of vqgan.disc_layers = {sizes.DiscLayers} needs at least {least}; write a larger crop or fewer layers");
    }

    private static void CheckTrunk(TrainConfig config, string key, PerceptualConfig term)
    {
        var side = term.Net switch
        {
            PerceptualNet.Squeeze => SqueezeNetTrunk.LeastSide,
            PerceptualNet.Alex => AlexNetTrunk.LeastSide,
            PerceptualNet.Vgg => Vgg16Trunk.LeastSide,
            _ => ResNet18Trunk.LeastSide,
        };
        var least = term.Augment ? PerceptualLoss.LeastSide(side) : side;
        if (config.Data.TrainedSide >= least)
            return;
        var because = term.Augment ? $", as its random shift and halving must leave {side}" : "";
        throw Wrong($"{CropKey(config)} is {config.Data.TrainedSide}; {key} with {term.Net.ToString().ToLowerInvariant()} needs at least {least}{because}; write a larger crop{(term.Augment ? " or augment: false" : "")}");
    }

    private static void CheckSides(TrainConfig config, int multiple, string who)
    {
        CheckSide(CropKey(config), config.Data.TrainedSide, multiple, who);
        if (config.Validates)
            CheckSide("train.val_crop", config.Train.ValCrop, multiple, who);
    }

    private static string CropKey(TrainConfig config) => config.Data.Trim > 0 ? "data.crop less data.trim" : "data.crop";

    private static void CheckSide(string key, int side, int multiple, string who)
    {
        if (side % multiple != 0)
            throw Wrong($"{key} is {side}; {who} need a multiple of {multiple}, such as {Math.Max(1, (side + multiple / 2) / multiple) * multiple}");
    }

    private static string Remedy(int factor, int ratio) =>
        factor % ratio == 0 && factor / ratio is 1 or 2 or 4 ? $"write diffusion.sf: {factor / ratio}" : "give a codec of another factor";

    private static TadSrException Wrong(string reason) => new($"{reason}.", ErrorKind.Usage);
}
