using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Draws and cuts training crops.</summary>
internal static class CropPlan
{
    public static CropDraw Draw(DataConfig config, int height, int width, CounterRandom random)
    {
        var shorter = Math.Min(height, width);
        var factor = random.Uniform(config.Shrink[0], config.Shrink[1]);
        var side = config.CropMode == CropMode.Whole
            ? Math.Max(shorter, config.Crop)
            : Math.Clamp((int)Math.Round(config.Crop * factor), config.Crop, Math.Max(shorter, config.Crop));
        var top = Offset(height, side, random);
        var left = Offset(width, side, random);
        var flip = random.Chance(0.5);
        var upsideDown = random.Chance(0.5);
        var transpose = random.Chance(0.5);
        return new CropDraw(top, left, side, config.Flip && flip, config.Transpose && upsideDown, config.Transpose && transpose);
    }

    public static Planes<float> Cut(RgbPicture picture, CropDraw crop, int size)
    {
        var piece = picture.Cut(crop.Top, crop.Left, crop.Side, crop.Side);
        return Turn(crop.Side == size ? piece : AreaReduction.Apply(piece, size, size), crop);
    }

    private static int Offset(int length, int side, CounterRandom random)
    {
        var free = length - side;
        var drawn = random.NextInt(Math.Abs(free) + 1);
        return free >= 0 ? drawn : 0;                                      // a short picture is mirrored to the right and below
    }

    private static Planes<float> Turn(Planes<float> image, CropDraw crop)
    {
        if (!crop.FlipHorizontal && !crop.FlipVertical && !crop.Transpose)
            return image;
        var (size, last) = (image.Width, image.Width - 1);
        var result = new Planes<float>(image.Channels, size, size);
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < size; y++)
            {
                var source = image.Row(c, crop.FlipVertical ? last - y : y);
                if (crop.Transpose)
                {
                    var plane = result.Plane(c);
                    for (var x = 0; x < size; x++)
                        plane[x * size + y] = source[crop.FlipHorizontal ? last - x : x];
                }
                else
                {
                    var target = result.Row(c, y);
                    source.CopyTo(target);
                    if (crop.FlipHorizontal)
                        target.Reverse();
                }
            }
        }

        return result;
    }
}
