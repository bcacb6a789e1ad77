namespace TadSr.Imaging;

/// <summary>A picture format that can be read; PNG, JPEG and WebP can also be written.</summary>
public enum PictureFormat
{
    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>TIFF.</summary>
    Tiff,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>Truevision TGA.</summary>
    Tga,

    /// <summary>Portable bitmap, greymap, pixmap (PBM, PGM, PPM).</summary>
    Pbm,
}
