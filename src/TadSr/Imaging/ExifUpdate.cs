using SixLabors.ImageSharp.Metadata.Profiles.Exif;

namespace TadSr.Imaging;

/// <summary>Makes the EXIF block of the input true for the output: upright, new size, nothing about the old file's layout.</summary>
internal static class ExifUpdate
{
    // Tags that describe how a TIFF stores its samples; they would be false in another file.
    private static readonly ushort[] Layout =
    [
        254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292, 293, 297, 301, 317, 320, 321,
        322, 323, 324, 325, 330, 332, 338, 339, 347, 512, 513, 514, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34675,
    ];

    /// <summary>The block for a picture of another size.</summary>
    /// <returns>Null when nothing is left or the block cannot be read.</returns>
    public static ExifProfile? ForOutput(byte[] exif, int width, int height)
    {
        try
        {
            var profile = new ExifProfile(exif);
            foreach (var value in profile.Values.ToArray())
            {
                if (Layout.Contains((ushort)value.Tag))
                    profile.RemoveValue(value.Tag);
            }
            if (profile.GetValue(ExifTag.Orientation) is not null)
                profile.SetValue(ExifTag.Orientation, (ushort)1);
            if (profile.GetValue(ExifTag.PixelXDimension) is not null)
                profile.SetValue(ExifTag.PixelXDimension, (uint)width);
            if (profile.GetValue(ExifTag.PixelYDimension) is not null)
                profile.SetValue(ExifTag.PixelYDimension, (uint)height);
            return profile.Values.Count == 0 ? null : profile;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;   // damaged metadata must not cost the picture
        }
    }
}
