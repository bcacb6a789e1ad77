using TadSr.Imaging;

namespace TadSr.Cli.Reports;

/// <summary>The bicubic enlargement that papers compare with (a = -0.5, as Pillow and MATLAB).</summary>
internal static class Bicubic
{
    /// <summary>Resamples to a size, 8 bits a sample, alpha left out.</summary>
    public static PixelBuffer Enlarge(PixelBuffer picture, int width, int height)
    {
        var result = new PixelBuffer(width, height, 3);
        var row = new float[width];
        for (var c = 0; c < 3; c++)
        {
            var plane = new PlaneResampling(picture.Plane(c), picture.Width, picture.Height, width, height);
            for (var y = 0; y < height; y++)
            {
                plane.Row(y, row);
                var target = result.Row(y);
                for (var x = 0; x < width; x++)
                    target[3 * x + c] = (byte)Math.Clamp(MathF.Round(row[x] * 255), 0, 255);
            }
        }
        return result;
    }
}
