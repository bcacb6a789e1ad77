using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>What tiling, blending, colour repair, the memory forecast and the manifest need to know of a model; they know nothing else.</summary>
internal sealed record UpscalerTraits
{
    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public required int Scale { get; init; }

    /// <summary>Sides of a window must be multiples of this many pixels of the input.</summary>
    public int PixelMultiple { get; init; } = 1;

    /// <summary>Windows may start at multiples of this many pixels, where the model computes the same as elsewhere.</summary>
    public int StartMultiple { get; init; } = 1;

    /// <summary>A smaller side is extended by reflection to this before it is computed.</summary>
    public int LeastSide { get; init; } = 1;

    /// <summary>Pixels around a window that the model looks at beside the window itself.</summary>
    public int Margin { get; init; }

    /// <summary>Pixels by which a picture is mirrored on every side, its edge included, before it is computed, and which are cut off afterwards.</summary>
    public int Rim { get; init; }

    /// <summary>Side of a tile that suits the model, in pixels of the input.</summary>
    public int DefaultTile { get; init; } = 256;

    /// <summary>Pixels of the input that neighbouring tiles share unless another number is asked for.</summary>
    public int DefaultOverlap { get; init; } = 32;

    /// <summary>Bytes of working memory for one pixel of a window.</summary>
    public double BytesPerPixel { get; init; } = 8192;

    /// <summary>The noise that a window needs; null for models without.</summary>
    public NoiseShape? Noise { get; init; }

    /// <summary>Whether low frequencies are held to the input's unless something else is asked for.</summary>
    public bool RepairsColours { get; init; } = true;

    /// <summary>The element type in which the model computes.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>Where it computes, as messages name it.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Diffusion steps for a picture; 0 for models without.</summary>
    public int Steps { get; init; }

    /// <summary><c>one-step</c>, <c>ddim</c>, <c>ddpm</c> or <c>own</c>; empty for models without diffusion.</summary>
    public string Sampler { get; init; } = "";

    /// <summary>The schedule of a diffusion model that was loaded from a file, and how it is known.</summary>
    public ScheduleOrigin? Schedule { get; init; }

    /// <summary>How the program that was published with the network runs it; null where there is none.</summary>
    public PublishedScript? Script { get; init; }

    /// <summary>The weight file, with the other one and its share where two are mixed; empty for a model that was not loaded from a file.</summary>
    public string Weights { get; init; } = "";

    /// <summary>SHA-256 of the weight file in lower-case hexadecimal digits; of both, joined by a plus sign, where two are mixed.</summary>
    public string WeightsHash { get; init; } = "";
}
