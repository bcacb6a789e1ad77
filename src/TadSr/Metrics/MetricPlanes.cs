using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>Turns pictures into the planes that classical metrics are defined on.</summary>
/// <remarks>Luma that will be rounded is computed in float32 in a fixed order, because about one pixel in a thousand is an exact
/// tie and falls by the rounding noise of the published code.</remarks>
internal static class MetricPlanes
{
    /// <summary>One plane of luma or three of colour, 0 to 255, whole numbers.</summary>
    public static Planes<double> Rounded(RgbPicture picture, MetricColour colour, int crop) =>
        Make(picture, colour, crop, (r, g, b) => MathF.Round(SingleLuma(r, g, b, colour) * 255f, MidpointRounding.ToEven), sample => sample);

    /// <summary>One plane of luma or three of colour, 0 to 1, not rounded.</summary>
    public static Planes<double> Unit(RgbPicture picture, MetricColour colour, int crop) =>
        Make(picture, colour, crop, (r, g, b) => DoubleLuma(r, g, b, colour), sample => sample / 255f);

    private static double DoubleLuma(double r, double g, double b, MetricColour colour) => colour == MetricColour.Yiq
        ? 0.299 * r + 0.587 * g + 0.114 * b
        : (65.481 * r + 128.553 * g + 24.966 * b + 16) / 255;

    private static float SingleLuma(float r, float g, float b, MetricColour colour) => colour == MetricColour.Yiq
        ? 0.299f * r + 0.587f * g + 0.114f * b
        : (65.481f * r + 128.553f * g + 24.966f * b + 16f) / 255f;

    private static Planes<double> Make(RgbPicture picture, MetricColour colour, int crop, Func<float, float, float, double> luma, Func<byte, double> channel)
    {
        var (height, width) = (picture.Height - 2 * crop, picture.Width - 2 * crop);
        if (height < 1 || width < 1)
            throw new TadSrException($"is {picture.Width} x {picture.Height}: nothing is left after cropping {crop} pixels at each side", ErrorKind.BadFile);
        var planes = new Planes<double>(colour == MetricColour.Rgb ? 3 : 1, height, width);
        for (var y = 0; y < height; y++)
        {
            var source = picture.Samples.AsSpan(3 * ((y + crop) * picture.Width + crop), 3 * width);
            for (var x = 0; x < width; x++)
            {
                if (colour == MetricColour.Rgb)
                {
                    for (var c = 0; c < 3; c++)
                        planes.Row(c, y)[x] = channel(source[3 * x + c]);
                }
                else
                {
                    planes.Row(0, y)[x] = luma(source[3 * x] / 255f, source[3 * x + 1] / 255f, source[3 * x + 2] / 255f);
                }
            }
        }
        return planes;
    }
}
