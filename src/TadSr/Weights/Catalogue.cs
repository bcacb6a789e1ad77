namespace TadSr.Weights;

/// <summary>The parameter files of the metrics.</summary>
internal static class Catalogue
{
    /// <summary>AlexNet trunk, rounded to float16.</summary>
    public static WeightEntry AlexNetHalf { get; } = new(
        "alexnet_features_fp16.safetensors", "71573e17371626234a1e37707ad99a402058fd86f64095649e6c9252aa4f5781", true,
        "AlexNet trunk (torchvision, ImageNet V1), float16", "BSD-3-Clause");

    /// <summary>torchvision's own AlexNet file, float32; preferred over <see cref="AlexNetHalf"/> where it is found.</summary>
    public static WeightEntry AlexNetOfficial { get; } = new(
        "alexnet-owt-7be5be79.pth", "7be5be79", false, "AlexNet (torchvision, ImageNet V1), float32", "BSD-3-Clause");

    /// <summary>SqueezeNet 1.1 trunk, float32.</summary>
    public static WeightEntry SqueezeNet { get; } = new(
        "squeezenet1_1_features.safetensors", "cbc6a680dc59cb0f0fafc69f0e3c52fe6978f9ccc88b42c77fb9bb5f0638d161", true,
        "SqueezeNet 1.1 trunk (torchvision, ImageNet V1), float32", "BSD-3-Clause");

    /// <summary>torchvision's VGG16 file.</summary>
    public static WeightEntry Vgg16 { get; } = new(
        "vgg16-397923af.pth", "397923af", false, "VGG16 (torchvision, ImageNet V1), float32", "BSD-3-Clause");

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

    /// <summary>All files.</summary>
    public static IReadOnlyList<WeightEntry> Entries { get; } =
        [AlexNetHalf, AlexNetOfficial, SqueezeNet, Vgg16, LpipsHeads, ResNet18, NiqePristine];
}
