using System.Security.Cryptography;
using TadSr.Codecs;
using TadSr.Diffusion;
using TadSr.Models;
using TadSr.Networks.Lite;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Inference;

/// <summary>What upscaling needs of a model: a network seen as a denoiser, the codec, the schedule and a few sizes.</summary>
internal sealed class UpscaleModel : IDisposable
{
    // Windowed attention and group normalisation depend on the size of what they see: published models get the size of their training, twice.
    private const int LiteTile = 256, SwinTile = 128;
    private const int LiteBytes = 8192, SwinBytes = 65536;

    /// <summary>Gives the network as a denoiser that computes in an element type.</summary>
    public required Func<ScalarType, IDenoiser> Denoiser { get; init; }

    /// <summary>Pictures to latents and back.</summary>
    public required ILatentCodec Codec { get; init; }

    /// <summary>The schedule that the network was trained with.</summary>
    public required EtaSchedule Schedule { get; init; }

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public required int Scale { get; init; }

    /// <summary>Sides of the latent must be multiples of this.</summary>
    public required int SizeMultiple { get; init; }

    /// <summary>Side of a tile that suits the network, in pixels of the input.</summary>
    public int DefaultTile { get; init; } = LiteTile;

    /// <summary>Bytes of working memory for one latent position of a tile.</summary>
    public int BytesPerPosition { get; init; } = LiteBytes;

    /// <summary>The weight file and its SHA-256, for the manifest; empty for a model that was not loaded from a file.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What else is to be disposed.</summary>
    public IDisposable? Owner { get; init; }

    /// <summary>Loads a model file onto a device.</summary>
    /// <exception cref="TadSrException">The file or the codec's is missing, damaged or of another kind.</exception>
    public static UpscaleModel Load(string path, string? codec, Device device)
    {
        var model = ModelFile.Load(path, new ModelOptions { Codec = codec });
        model.To(device);
        using var stream = File.OpenRead(path);
        var isLite = model.Network is LiteUnet;
        return new UpscaleModel
        {
            Denoiser = type => model.Denoiser(type),
            Codec = model.Codec,
            Schedule = model.Schedule,
            Scale = model.Scale,
            SizeMultiple = model.Network.SizeMultiple,
            DefaultTile = isLite ? LiteTile : SwinTile,
            BytesPerPosition = isLite ? LiteBytes : SwinBytes,
            Hash = Convert.ToHexStringLower(SHA256.HashData(stream)),
            Owner = model,
        };
    }

    /// <summary>Sides of the network's input must be multiples of this many pixels of the picture.</summary>
    public int PixelMultiple => SizeMultiple * Codec.Factor / Gcd(SizeMultiple * Codec.Factor, Scale);

    /// <summary>Tiles may start at multiples of this many pixels, where the network computes the same as elsewhere: where that
    /// is not much to ask its size multiple, else the places where a latent position begins.</summary>
    public int StartMultiple => PixelMultiple <= 16 ? PixelMultiple : Codec.Factor / Gcd(Codec.Factor, Scale);

    /// <inheritdoc/>
    public void Dispose() => Owner?.Dispose();

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
