using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Reads training pictures: 8-bit RGB, upright, alpha dropped.</summary>
internal static class PictureDecoder
{
    private const int TailLength = 4096;

    /// <summary>Upright width and height, from the header; the end of the file is looked at to find files that were cut off.</summary>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static (int Width, int Height) Measure(string path) => Guard(path, () =>
    {
        var info = ImageFile.Identify(path);
        using var stream = File.OpenRead(path);
        RequireEnding(stream, info.Format);
        return IsTurned(stream, info.Format) ? (info.Height, info.Width) : (info.Width, info.Height);
    });

    /// <summary>The whole picture.</summary>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static DecodedPicture Decode(string path) => Guard(path, () =>
    {
        var pixels = ImageFile.Read(path).Pixels;
        return new DecodedPicture(pixels.Height, pixels.Width, pixels.ToRgb24());
    });

    private static void RequireEnding(FileStream stream, PictureFormat format)
    {
        ReadOnlySpan<byte> ending = format switch
        {
            PictureFormat.Jpeg => [0xFF, 0xD9],
            PictureFormat.Png => "IEND"u8,
            _ => [],
        };
        stream.Position = Math.Max(0, stream.Length - TailLength);
        Span<byte> tail = stackalloc byte[TailLength];
        var length = stream.ReadAtLeast(tail, TailLength, throwOnEndOfStream: false);
        if (tail[..length].LastIndexOf(ending) < 0)
            throw new InvalidDataException("the file is cut off");
    }

    private static bool IsTurned(FileStream stream, PictureFormat format)
    {
        if (format is not (PictureFormat.Jpeg or PictureFormat.Tiff))
            return false;                                                  // cameras turn these two
        stream.Position = 0;
        return Image.Identify(stream)?.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value >= 5;
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TadSrException e) when (e.Code == ExitCode.BadFile)
        {
            // The list of rejected files names the path already.
            var reason = e.Message.StartsWith(path + ": ", StringComparison.Ordinal) ? e.Message[(path.Length + 2)..] : e.Message;
            throw new InvalidDataException(reason.TrimEnd('.'), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImageFormatException)
        {
            throw new InvalidDataException(e.Message.ReplaceLineEndings(" ").TrimEnd('.'), e);
        }
    }
}
