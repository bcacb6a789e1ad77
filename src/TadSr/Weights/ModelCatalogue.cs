namespace TadSr.Weights;

/// <summary>The published networks and codecs, and those of compared methods, with address and licence as their publishers state them.</summary>
internal static class ModelCatalogue
{
    private const string ResShift = "https://github.com/zsyOAOA/ResShift/releases/download/v2.0/";
    private const string SinSr = "https://github.com/wyf0912/SinSR/releases/download/v1.0/";
    private const string RealEsrgan = "https://github.com/xinntao/Real-ESRGAN/releases/download/";
    private const string Kair = "https://github.com/cszn/KAIR/releases/download/v1.0/";
    private const string SwinIr = "https://github.com/JingyunLiang/SwinIR/releases/download/v0.0/";
    private const string FeMaSr = "https://github.com/chaofengc/FeMaSR/releases/download/v0.1-pretrain_models/";
    private const string SLab = "S-Lab 1.0, non-commercial";
    private const string Inherited = "code Apache-2.0, weights as their teacher: " + SLab;
    private const string Bsd = "BSD-3-Clause";
    private const string Apache = "Apache-2.0";
    private const string ShareAlike = "CC BY-NC-SA 4.0";
    private const string FaceCodec = "ffhq512_vq_f8_dim8_face.pth";
    private const string Codec = "autoencoder_vq_f4.pth";

    private static readonly int[] classicalScales = [2, 3, 4, 8];
    private static readonly string[] extensions = [".pth", ".safetensors", ".ckpt"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WeightEntry> Entries { get; } =
    [
        Of(Codec, "VQGAN f4: realsr, bicubic, x2, inpainting", SLab, ResShift),
        Of("celeba256_vq_f4_dim3_face.pth", "VQGAN f4: faces 256", SLab, ResShift),
        Of(FaceCodec, "VQGAN f8: faces 512", SLab, ResShift),
        Of("resshift_realsrx4_s15_v1.pth", "ResShift real-world x4, 15 steps", SLab, ResShift, Codec),
        Of("resshift_realsrx4_s15_v2.pth", "ResShift real-world x4, 15 steps", SLab, ResShift, Codec),
        Of("resshift_realsrx4_s4_v3.pth", "ResShift real-world x4, 4 steps", SLab, ResShift, Codec),
        Of("resshift_bicsrx4_s4.pth", "ResShift bicubic x4, 4 steps", SLab, ResShift, Codec),
        Of("resshift_inpainting_imagenet_s4.pth", "ResShift inpainting, 4 steps", SLab, ResShift, Codec),
        Of("resshift_inpainting_face_s4.pth", "ResShift inpainting of faces, 4 steps", SLab, ResShift, "celeba256_vq_f4_dim3_face.pth"),
        Of("resshift_faceir_s4.pth", "ResShift faces 512, 4 steps", SLab, ResShift, FaceCodec),
        Of("SinSR_v1.pth", "SinSR real-world x4, one step", ShareAlike, SinSr, Codec),
        Of("TAD-SR.pth", "TAD-SR real-world x4, one step", Inherited, null, Codec),
        Of("TAD-faceir.pth", "TAD-SR faces 512, one step", Inherited, null, FaceCodec),
        Of("RealESRGAN_x4plus.pth", "Real-ESRGAN x4", Bsd, RealEsrgan + "v0.1.0/"),
        Of("RealESRNet_x4plus.pth", "Real-ESRNet x4, without GAN", Bsd, RealEsrgan + "v0.1.1/"),
        Of("ESRGAN_SRx4_DF2KOST_official-ff704c30.pth", "ESRGAN x4", "BSD-3-Clause (Apache-2.0 at its origin)", RealEsrgan + "v0.1.1/", hash: "ff704c30"),
        Of("RealESRGAN_x2plus.pth", "Real-ESRGAN x2", Bsd, RealEsrgan + "v0.2.1/"),
        Of("RealESRGAN_x4plus_anime_6B.pth", "Real-ESRGAN x4 for drawings", Bsd, RealEsrgan + "v0.2.2.4/"),
        Of("realesr-general-x4v3.pth", "Real-ESRGAN general x4v3", Bsd, RealEsrgan + "v0.2.5.0/"),
        Of("realesr-general-wdn-x4v3.pth", "Real-ESRGAN general x4v3, weak denoising", Bsd, RealEsrgan + "v0.2.5.0/"),
        Of("realesr-animevideov3.pth", "Real-ESRGAN for drawn films", Bsd, RealEsrgan + "v0.2.5.0/"),
        Of("BSRGAN.pth", "BSRGAN x4", Apache, Kair),
        Of("BSRNet.pth", "BSRNet x4, without GAN", Apache, Kair),
        Of("BSRGANx2.pth", "BSRGAN x2", Apache, Kair),
        Of("RealSR_JPEG.pth", "RealSR-JPEG x4", Apache, Kair),
        Of("RealSR_DPED.pth", "RealSR-DPED x4", Apache, Kair),
        Of("ESRGAN.pth", "ESRGAN x4", Apache, Kair),
        Of("RRDB.pth", "RRDB x4, without GAN", Apache, Kair),
        Of("RRDB_ESRGAN_x4.pth", "ESRGAN x4, the authors' file", Apache, null),
        Of("RRDB_PSNR_x4.pth", "RRDB x4 without GAN, the authors' file", Apache, null),
        Of("DF2K_JPEG.pth", "RealSR-JPEG x4, the authors' file", Apache, null),
        .. Classical("DF2K_s64w8"),
        .. Classical("DIV2K_s48w8"),
        .. new[] { 2, 3, 4 }.Select(scale => Of($"002_lightweightSR_DIV2K_s64w8_SwinIR-S_x{scale}.pth", $"SwinIR light x{scale}", Apache, SwinIr)),
        Of("003_realSR_BSRGAN_DFO_s64w8_SwinIR-M_x4_GAN.pth", "SwinIR-M real-world x4", Apache, SwinIr),
        Of("003_realSR_BSRGAN_DFO_s64w8_SwinIR-M_x4_PSNR.pth", "SwinIR-M real-world x4, without GAN", Apache, SwinIr),
        Of("003_realSR_BSRGAN_DFO_s64w8_SwinIR-M_x2_GAN.pth", "SwinIR-M real-world x2", Apache, SwinIr),
        Of("003_realSR_BSRGAN_DFOWMFC_s64w8_SwinIR-L_x4_GAN.pth", "SwinIR-L real-world x4", Apache, SwinIr),
        Of("003_realSR_BSRGAN_DFOWMFC_s64w8_SwinIR-L_x4_PSNR.pth", "SwinIR-L real-world x4, without GAN", Apache, SwinIr),
        Of("FeMaSR_SRX4_model_g.pth", "FeMaSR x4", ShareAlike, FeMaSr),
        Of("FeMaSR_SRX2_model_g.pth", "FeMaSR x2", ShareAlike, FeMaSr),
        Of("net_g.pth", "DASR x4, generator", Apache, null),
        Of("net_p.pth", "DASR x4, predictor", Apache, null),
        Of("net_g_RealESRGAN+LDL.pth", "LDL real-world x4", Apache, null),
        new("sr_bsr.zip", "", false, "LDM x4 (member model.ckpt)", "code MIT, weights not stated", Address: "https://ommer-lab.com/files/latent-diffusion/sr_bsr.zip"),
    ];

    /// <summary>The entry that a word stands for: a file name with or without its extension or with that of a converted file, in any case; null for another word.</summary>
    public static WeightEntry? Find(string name) =>
        Entries.FirstOrDefault(entry => Stem(entry.FileName).Equals(Stem(name), StringComparison.OrdinalIgnoreCase));

    private static string Stem(string name) => extensions.FirstOrDefault(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) is { } found ? name[..^found.Length] : name;

    private static IEnumerable<WeightEntry> Classical(string trained) =>
        classicalScales.Select(scale => Of($"001_classicalSR_{trained}_SwinIR-M_x{scale}.pth", $"SwinIR-M classical x{scale}", Apache, SwinIr));

    private static WeightEntry Of(string file, string description, string licence, string? folder, string? codec = null, string hash = "") =>
        new(file, hash, false, description, licence, null, folder is null ? null : folder + file) { Codec = codec };
}
