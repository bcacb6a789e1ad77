using System.Globalization;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Cli.SelfTest;

/// <summary>Pictures enlarged by the models that come with the program: the device in float32, and in the precision that it takes by
/// itself, against the CPU in float32.</summary>
internal static class PictureChecks
{
    private const double ExactDecibels = 50, CoarseDecibels = 34;

    /// <summary>Checks every model with every picture.</summary>
    /// <param name="checks">Receives the results.</param>
    /// <param name="pictures">Names and pictures.</param>
    /// <param name="device">The device, as the user names it.</param>
    public static void Run(CheckList checks, IReadOnlyList<(string Name, Picture Picture)> pictures, Device device)
    {
        foreach (var model in new[] { BundledModel.Lite, BundledModel.General })
        {
            using var exact = SuperResolver.Load(model.Name, Options("cpu", Precision.Fp32));
            var expected = pictures.Select(picture => exact.Upscale(picture.Picture)).ToList();
            foreach (var (precision, decibels) in new[] { (Precision.Fp32, ExactDecibels), (Precision.Auto, CoarseDecibels) })
            {
                using var tested = SuperResolver.Load(model.Name, Options(device.ToString(), precision));
                if (precision == Precision.Auto && tested.Precision == Precision.Fp32)
                    continue;   // the same once more
                for (var i = 0; i < pictures.Count; i++)
                {
                    var (name, picture, wanted) = (pictures[i].Name, pictures[i].Picture, expected[i]);
                    checks.Run($"{model.Name} in {tested.Precision.ToString().ToLowerInvariant()} on {device}, {name}", () => Compare(wanted.Pixels, tested.Upscale(picture).Pixels, decibels));
                }
            }
        }
    }

    private static SuperResolverOptions Options(string device, Precision precision) => new() { Device = device, Precision = precision };

    private static string Compare(PixelBuffer expected, PixelBuffer actual, double least)
    {
        var squares = 0.0;
        for (var y = 0; y < expected.Height; y++)
        {
            for (var i = 0; i < expected.Width * expected.Channels; i++)
            {
                var (x, channel) = Math.DivRem(i, expected.Channels);
                squares += Math.Pow((double)(expected[x, y, channel] - actual[x, y, channel]) / expected.MaxValue, 2);
            }
        }
        var psnr = squares == 0 ? double.PositiveInfinity : -10 * Math.Log10(squares / ((double)expected.Width * expected.Height * expected.Channels));
        var text = string.Create(CultureInfo.InvariantCulture, $"{actual.Width}x{actual.Height}, {(double.IsPositiveInfinity(psnr) ? "equal" : $"{psnr:0.0} dB")}");
        return psnr >= least ? $"{text}, at least {least} dB" : throw new TadSrException($"{text} from the CPU's, at least {least} dB are expected", ErrorKind.NonFinite);
    }
}
