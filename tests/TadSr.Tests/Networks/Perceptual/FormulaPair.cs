using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Perceptual;

/// <summary>The three pairs of integer pictures whose distances anyone can recompute: a reference and a tested picture,
/// height x width x 3 samples each.</summary>
internal sealed record FormulaPair(int Height, int Width, byte[] Reference, byte[] Tested)
{
    public static FormulaPair Get(string name) => name switch
    {
        "P1" => Make(64, 64,
            (y, x, c) => (3 * x + 5 * y + 40 * c) % 256,
            (a, y, x, c) => Math.Min(255, a(y, x, c) + 16 * ((x / 8 + y / 8) % 2))),
        "P2" => Make(48, 80,
            (y, x, c) => ((x * x + y * y) / 16 + 60 * c) % 256,
            (_, y, x, c) => ((x * x + y * y) / 16 + 60 * c + 8 * ((7 * x + 11 * y + 5 * c) % 13)) % 256),
        "P3" => Make(33, 65,
            (y, x, c) => 255 * ((x / 4 + y / 4 + c) % 2),
            (a, y, x, c) => (a(y, x, c) + a(y, (x + 1) % 65, c)) / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>(1, 3, H, W) in [0, 1].</summary>
    public static Tensor ToTensor(byte[] samples, int height, int width, ScalarType type) =>
        tensor(samples, [height, width, 3]).permute(2, 0, 1).unsqueeze(0).to_type(type) / 255;

    public (Tensor Tested, Tensor Reference) Tensors(ScalarType type) =>
        (ToTensor(Tested, Height, Width, type), ToTensor(Reference, Height, Width, type));

    private static FormulaPair Make(int height, int width, Func<int, int, int, int> a, Func<Func<int, int, int, int>, int, int, int, int> b)
    {
        var (reference, tested) = (new byte[height * width * 3], new byte[height * width * 3]);
        for (var i = 0; i < reference.Length; i++)
        {
            var (y, x, c) = (i / 3 / width, i / 3 % width, i % 3);
            reference[i] = (byte)a(y, x, c);
            tested[i] = (byte)b(a, y, x, c);
        }
        return new FormulaPair(height, width, reference, tested);
    }
}
