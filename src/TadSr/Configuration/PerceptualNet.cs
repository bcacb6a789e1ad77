namespace TadSr.Configuration;

/// <summary>A frozen network that compares pictures in a training loss.</summary>
public enum PerceptualNet
{
    /// <summary>LPIPS over SqueezeNet 1.1.</summary>
    Squeeze,

    /// <summary>LPIPS over AlexNet.</summary>
    Alex,

    /// <summary>LPIPS over VGG-16; its trunk is not bundled.</summary>
    Vgg,

    /// <summary>The ResNet-18 distance of this project.</summary>
    R18,
}
