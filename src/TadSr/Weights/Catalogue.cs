namespace TadSr.Weights;

/// <summary>Every weight file that the program knows by name: those of the metrics here, networks in the <see cref="ModelCatalogue"/>.</summary>
internal static class Catalogue
{
    private const string ToolboxAddress = "https://huggingface.co/chaofengc/IQA-PyTorch-Weights/resolve/main/";
    private const string TorchvisionAddress = "https://download.pytorch.org/models/";

    /// <summary>AlexNet trunk, rounded to float16.</summary>
    public static WeightEntry AlexNetHalf { get; } = new(
        "alexnet_features_fp16.safetensors", "71573e17371626234a1e37707ad99a402058fd86f64095649e6c9252aa4f5781", true,
        "AlexNet trunk (torchvision, ImageNet V1), float16", "BSD-3-Clause");

    /// <summary>torchvision's own AlexNet file, float32; preferred over <see cref="AlexNetHalf"/> where it is found.</summary>
    public static WeightEntry AlexNetOfficial { get; } = new(
        "alexnet-owt-7be5be79.pth", "7be5be79", false, "AlexNet (torchvision, ImageNet V1), float32", "BSD-3-Clause", "233 MB", TorchvisionAddress + "alexnet-owt-7be5be79.pth");

    /// <summary>SqueezeNet 1.1 trunk, float32.</summary>
    public static WeightEntry SqueezeNet { get; } = new(
        "squeezenet1_1_features.safetensors", "cbc6a680dc59cb0f0fafc69f0e3c52fe6978f9ccc88b42c77fb9bb5f0638d161", true,
        "SqueezeNet 1.1 trunk (torchvision, ImageNet V1), float32", "BSD-3-Clause");

    /// <summary>torchvision's VGG16 file.</summary>
    public static WeightEntry Vgg16 { get; } = new(
        "vgg16-397923af.pth", "397923af", false, "VGG16 (torchvision, ImageNet V1), float32", "BSD-3-Clause", "528 MB", TorchvisionAddress + "vgg16-397923af.pth");

    /// <summary>The heads of LPIPS v0.1 for alex, squeeze and vgg.</summary>
    public static WeightEntry LpipsHeads { get; } = new(
        "lpips_v0.1_heads.safetensors", "a7c047075ed33e59fca132fb791744c46e2a8e17c3cbf6d669a7ad1e5c87cf31", true,
        "LPIPS v0.1 heads", "BSD-2-Clause");

    /// <summary>ResNet-18 trunk with folded batch norms, rounded to float16.</summary>
    public static WeightEntry ResNet18 { get; } = new(
        "resnet18_features_fp16.safetensors", "7e67955a967a898cd0acd38a33049b589824e3074b0f063d58c116abecccfd4a", true,
        "ResNet-18 trunk (ImageNet), float16", "MIT");

    /// <summary>The pristine model of NIQE.</summary>
    public static WeightEntry NiqePristine { get; } = new(
        "niqe_pristine.safetensors", "3add18b40bf5abdd73ad2ea0d9519a3445e363aef3c1be11ed76e94afe4db0b7", true,
        "NIQE pristine model", "LIVE (The University of Texas at Austin), attribution");

    /// <summary>CLIP RN50 as OpenAI published it, a TorchScript archive.</summary>
    public static WeightEntry ClipRn50 { get; } = new(
        "RN50.pt", "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762", false, "CLIP RN50 (OpenAI), float16", "MIT", "256 MB",
        "https://openaipublic.azureedge.net/clip/models/afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762/RN50.pt");

    /// <summary>The learned context of CLIP-IQA+.</summary>
    public static WeightEntry ClipIqaPlus { get; } = Toolbox("CLIP-IQA+_learned_prompts-603f3273.pth", "603f3273", "learned prompts of CLIP-IQA+", "see its origin", "66 kB");

    /// <summary>The learned context of pyiqa's CLIP-IQA+ that was trained with the embedding of positions.</summary>
    public static WeightEntry ClipIqaPlusRn50 { get; } = Toolbox("CLIPIQA+_RN50_512-89f5d940.pth", "89f5d940", "learned prompts of CLIP-IQA+, RN50, 512 pixels", "see its origin", "0.3 MB");

    /// <summary>MUSIQ trained on AVA.</summary>
    public static WeightEntry MusiqAva { get; } = Musiq("musiq_ava_ckpt-e8d3f067.pth", "e8d3f067", "AVA");

    /// <summary>MUSIQ trained on KonIQ-10k.</summary>
    public static WeightEntry MusiqKoniq { get; } = Musiq("musiq_koniq_ckpt-e95806b9.pth", "e95806b9", "KonIQ-10k");

    /// <summary>MUSIQ trained on PaQ-2-PiQ.</summary>
    public static WeightEntry MusiqPaq2Piq { get; } = Musiq("musiq_paq2piq_ckpt-364c0c84.pth", "364c0c84", "PaQ-2-PiQ");

    /// <summary>MUSIQ trained on SPAQ.</summary>
    public static WeightEntry MusiqSpaq { get; } = Musiq("musiq_spaq_ckpt-358bb6af.pth", "358bb6af", "SPAQ");

    /// <summary>MANIQA trained on KonIQ-10k.</summary>
    public static WeightEntry ManiqaKoniq { get; } = Maniqa("ckpt_koniq10k.pt", "", "KonIQ-10k");

    /// <summary>MANIQA trained on PIPAL.</summary>
    public static WeightEntry ManiqaPipal { get; } = Maniqa("MANIQA_PIPAL-ae6d356b.pth", "ae6d356b", "PIPAL");

    /// <summary>MANIQA trained on KADID-10k.</summary>
    public static WeightEntry ManiqaKadid { get; } = Maniqa("ckpt_kadid10k.pt", "", "KADID-10k");

    /// <summary>The weights of DISTS' two terms.</summary>
    public static WeightEntry DistsWeights { get; } = new(
        "dists_alpha_beta.safetensors", "93e7dbbf598e22cfbb6da56b410839f936e3e594eed5c15593a3544a8520407b", true,
        "DISTS alpha and beta", "MIT");

    /// <summary>The support vectors of BRISQUE.</summary>
    public static WeightEntry BrisqueSvm { get; } = new(
        "brisque_svm.safetensors", "4568d9c4aa4898df429a986c2495c0652e3b6becbc8144e18433e78ae068bb7d", true,
        "BRISQUE support vectors", "LIVE (The University of Texas at Austin), attribution");

    /// <summary>The Inception network of FID and KID, as pytorch-fid published it.</summary>
    public static WeightEntry Inception { get; } = Toolbox("pt_inception-2015-12-05-6726825d.pth", "6726825d", "Inception V3 of FID (2015-12-05), float32", "Apache-2.0", "95 MB");

    /// <summary>All files.</summary>
    public static IReadOnlyList<WeightEntry> Entries { get; } =
    [
        AlexNetHalf, AlexNetOfficial, SqueezeNet, Vgg16, LpipsHeads, ResNet18, NiqePristine,
        ClipRn50, ClipIqaPlus, ClipIqaPlusRn50, MusiqAva, MusiqKoniq, MusiqPaq2Piq, MusiqSpaq,
        ManiqaKoniq, ManiqaPipal, ManiqaKadid, DistsWeights, BrisqueSvm, Inception,
        .. ModelCatalogue.Entries,
    ];

    /// <summary>The entries that a name stands for: a file, a network with its codec, or all files of a metric that do not come with the program.</summary>
    /// <exception cref="Runtime.TadSrException">It is neither.</exception>
    public static IReadOnlyList<WeightEntry> Named(string name)
    {
        if (Entries.FirstOrDefault(entry => entry.FileName == name) is { } single)
            return [single, .. Codec(single)];
        if (ModelCatalogue.Find(name) is { } model)
            return [model, .. Codec(model)];
        return name switch
        {
            "clipiqa" => [ClipRn50],
            "clipiqa+" => [ClipRn50, ClipIqaPlus],
            "clipiqa+_rn50_512" => [ClipRn50, ClipIqaPlusRn50],
            "musiq" => [MusiqKoniq],
            "musiq-ava" => [MusiqAva],
            "musiq-paq2piq" => [MusiqPaq2Piq],
            "musiq-spaq" => [MusiqSpaq],
            "maniqa" => [ManiqaKoniq],
            "maniqa-pipal" => [ManiqaPipal],
            "maniqa-kadid" => [ManiqaKadid],
            "dists" or "lpips-vgg" => [Vgg16],
            "fid" or "fid-legacy_pytorch" or "kid" => [Inception],
            _ => throw new Runtime.TadSrException($"'{name}': neither a file of the catalogue, a network of it, nor a metric with files of its own; 'tadsr weights list' shows the files.", Runtime.ErrorKind.Usage),
        };
    }

    private static IEnumerable<WeightEntry> Codec(WeightEntry entry) => entry.Codec is { } codec ? [ModelCatalogue.Find(codec)!] : [];

    private static WeightEntry Musiq(string file, string hash, string set) => Toolbox(file, hash, $"MUSIQ trained on {set}, float32", "Apache-2.0 (google-research)", "108 MB");

    private static WeightEntry Maniqa(string file, string hash, string set) => Toolbox(file, hash, $"MANIQA trained on {set}, float32", "Apache-2.0 (check at the source)", "543 MB");

    private static WeightEntry Toolbox(string file, string hash, string description, string licence, string size) =>
        new(file, hash, false, description, licence, size, ToolboxAddress + file);
}
