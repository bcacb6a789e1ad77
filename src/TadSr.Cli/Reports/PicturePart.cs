using TadSr.Imaging;

namespace TadSr.Cli.Reports;

/// <summary>A rectangle of a picture, also for versions of other sizes.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal sealed record PicturePart(int Left, int Top, int Width, int Height)
{
    // Places that are tried; a multiple of every usual scale, so that the reduced picture is cut at whole pixels.
    private const int Step = 16;

    /// <summary>The place where two pictures differ most; the middle where there is nothing to compare with.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="truth">Its truth, of the same size, or null.</param>
    /// <param name="side">The longest side of the part.</param>
    public static PicturePart WhereTheyDifferMost(RgbPicture picture, RgbPicture? truth, int side)
    {
        var (width, height) = (Math.Min(side, picture.Width), Math.Min(side, picture.Height));
        if (truth is null || truth.Width != picture.Width || truth.Height != picture.Height)
            return new PicturePart(Middle(picture.Width - width), Middle(picture.Height - height), width, height);
        var sums = Sums(picture, truth);
        var (best, most) = (new PicturePart(0, 0, width, height), -1L);
        for (var top = 0; top + height <= picture.Height; top += Step)
        {
            for (var left = 0; left + width <= picture.Width; left += Step)
            {
                var difference = At(left + width, top + height) - At(left, top + height) - At(left + width, top) + At(left, top);
                if (difference > most)
                    (best, most) = (best with { Left = left, Top = top }, difference);
            }
        }
        return best;

        long At(int x, int y) => sums[(long)y * (picture.Width + 1) + x];
    }

    /// <summary>The part of a version of the picture.</summary>
    /// <param name="picture">The version.</param>
    /// <param name="fullWidth">Width of the picture that the part belongs to.</param>
    public PixelBuffer Cut(RgbPicture picture, int fullWidth)
    {
        var ratio = (double)picture.Width / fullWidth;
        var (left, top) = ((int)(Left * ratio), (int)(Top * ratio));
        var width = Math.Clamp((int)Math.Round(Width * ratio), 1, picture.Width - left);
        var height = Math.Clamp((int)Math.Round(Height * ratio), 1, picture.Height - top);
        var result = new PixelBuffer(width, height, 3);
        for (var y = 0; y < height; y++)
            picture.Samples.AsSpan(3 * ((top + y) * picture.Width + left), 3 * width).CopyTo(result.Row(y));
        return result;
    }

    private static int Middle(int rest) => rest / 2 / Step * Step;

    // Sums over everything above and to the left.
    private static long[] Sums(RgbPicture picture, RgbPicture truth)
    {
        var stride = picture.Width + 1;
        var sums = new long[(long)stride * (picture.Height + 1)];
        for (var y = 0; y < picture.Height; y++)
        {
            var row = 0L;
            for (var x = 0; x < picture.Width; x++)
            {
                var at = 3 * (y * picture.Width + x);
                for (var c = 0; c < 3; c++)
                    row += Math.Abs(picture.Samples[at + c] - truth.Samples[at + c]);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        return sums;
    }
}

/// <summary>Encodes for a page.</summary>
internal static class PageEncoding
{
    /// <summary>The same pixels, to encode or to resample.</summary>
    public static PixelBuffer ToPixelBuffer(this RgbPicture picture) => new PicturePart(0, 0, picture.Width, picture.Height).Cut(picture, picture.Width);

    /// <summary>The picture as the bytes of a JPEG file.</summary>
    public static byte[] Jpeg(this PixelBuffer picture, int quality) => Encode(picture, new PictureWriteOptions { Format = PictureFormat.Jpeg, Quality = quality, StripMetadata = true });

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public static byte[] Png(this PixelBuffer picture) => Encode(picture, new PictureWriteOptions { Format = PictureFormat.Png, StripMetadata = true });

    private static byte[] Encode(PixelBuffer picture, PictureWriteOptions options)
    {
        using var stream = new MemoryStream();
        ImageFile.Write(new Picture(picture), stream, options);
        return stream.ToArray();
    }
}
