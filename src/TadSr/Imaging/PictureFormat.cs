namespace TadSr.Imaging;

/// <summary>A picture format that can be read; PNG, JPEG, WebP, TIFF and AVIF can also be written.</summary>
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

    /// <summary>AVIF.</summary>
    Avif,

    /// <summary>HEIC, the format of telephones: read only by a libvips of the system's own (<see cref="ImageFile.LibVipsFolder"/>).</summary>
    Heif,
}
