using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Reads training pictures: 8-bit RGB, upright, alpha dropped.</summary>
internal static class PictureReader
{
    /// <summary>Width and height as stored, from the header; the end of the file is looked at to find files that were cut off.</summary>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static (int Width, int Height) Measure(string path) => Guard(path, () =>
    {
        var info = ImageFile.IdentifyWhole(path);
        return (info.Width, info.Height);
    });

    /// <summary>The whole picture.</summary>
    /// <param name="path">File.</param>
    /// <param name="note">Told of each thing that is converted, left out or damaged.</param>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static RgbPicture Decode(string path, Action<string>? note = null) => Guard(path, () =>
    {
        var picture = ImageFile.Read(path);
        foreach (var warning in picture.Warnings)
            note?.Invoke(warning);
        return picture.Pixels.ToRgbPicture();
    });

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            // The list of rejected files names the path already.
            var reason = e.Message.StartsWith(path + ": ", StringComparison.Ordinal) ? e.Message[(path.Length + 2)..] : e.Message;
            throw new InvalidDataException(reason.TrimEnd('.'), e);
        }
    }
}
