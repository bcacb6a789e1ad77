using TadSr.Configuration;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>What the published files do not say of themselves: their schedule follows from the shape of the network, and where
/// shapes are alike from the name of the file.</summary>
internal static class PublishedDefaults
{
    /// <summary>The description of a published U-Net.</summary>
    /// <param name="network">What its keys say.</param>
    /// <param name="path">The file; <c>resshift</c> in its name marks a teacher, <c>_s4</c> and <c>_s15</c> the number of steps.</param>
    public static ModelDescription For(RecognisedSwinUnet network, string path)
    {
        var config = network.Config;
        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        var isTeacher = name.Contains("resshift", StringComparison.Ordinal);
        var ratio = config.LqSize / config.ImageSize;
        // Latents of 3 channels come from the codec of factor 4, those of 8 from the one of factor 8.
        var factor = config.InChannels == 8 ? 8 : 4;
        if (factor % ratio != 0)
            throw new TadSrException($"{path}: the condition is {ratio} times as large as the latent, which fits no published codec; this file needs a description of its own.", ExitCode.BadFile);
        var scale = factor / ratio;
        var fewSteps = scale < 4 || config.ConditionMask;
        if (name.Contains("_s4", StringComparison.Ordinal))
            fewSteps = true;
        else if (name.Contains("_s15", StringComparison.Ordinal))
            fewSteps = false;
        return new ModelDescription
        {
            Kind = isTeacher ? "teacher" : "student",
            Task = config.ConditionMask ? "inpainting" : factor == 8 ? "faces" : "realsr",
            Codec = CodecKind.Vqgan,
            Diffusion = new DiffusionConfig
            {
                Steps = fewSteps ? 4 : 15,
                MinNoiseLevel = fewSteps ? 0.2 : 0.04,
                CapStart = !isTeacher,
                Scale = scale,
            },
        };
    }

    /// <summary>File names, without extension, of the published codec for latents of so many channels.</summary>
    public static IReadOnlyList<string> CodecNames(int latentChannels) =>
        latentChannels == 8 ? ["ffhq512_vq_f8_dim8_face"] : ["autoencoder_vq_f4", "celeba256_vq_f4_dim3_face"];
}
