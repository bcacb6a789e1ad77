using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace TadSr.Data;

/// <summary>Reads training pictures: 8-bit RGB, upright, transparency over black.</summary>
internal static class PictureDecoder
{
    private const int TailLength = 4096;

    /// <summary>Upright width and height, from the header; the end of the file is looked at to find files that were cut off.</summary>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static (int Width, int Height) Measure(string path)
        => Guard(() =>
        {
            using var stream = File.OpenRead(path);
            if (stream.Length == 0)
                throw new InvalidDataException("empty file");
            var info = Image.Identify(stream) ?? throw new InvalidDataException("not a picture of a known format");
            RequireEnding(stream);
            var turned = info.Metadata.ExifProfile?.GetValue(ExifTag.Orientation)?.Value >= 5;
            return turned ? (info.Height, info.Width) : (info.Width, info.Height);
        });

    /// <summary>The whole picture.</summary>
    /// <exception cref="InvalidDataException">The file is no readable picture; the message says why.</exception>
    public static DecodedPicture Decode(string path)
        => Guard(() =>
        {
            using var stream = File.OpenRead(path);
            using var image = Image.Load<Rgb24>(stream);
            image.Mutate(context => context.AutoOrient());
            var pixels = new byte[image.Width * image.Height * 3];
            image.CopyPixelDataTo(pixels);
            return new DecodedPicture(image.Height, image.Width, pixels);
        });

    private static void RequireEnding(FileStream stream)
    {
        Span<byte> head = stackalloc byte[2];
        stream.Position = 0;
        stream.ReadExactly(head);
        ReadOnlySpan<byte> ending = head switch
        {
            [0xFF, 0xD8] => [0xFF, 0xD9],
            [0x89, (byte)'P'] => "IEND"u8,
            _ => [],
        };
        if (ending.IsEmpty)
            return;
        stream.Position = Math.Max(0, stream.Length - TailLength);
        Span<byte> tail = stackalloc byte[TailLength];
        var length = stream.ReadAtLeast(tail, TailLength, throwOnEndOfStream: false);
        if (tail[..length].LastIndexOf(ending) < 0)
            throw new InvalidDataException("the file is cut off");
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnknownImageFormatException)
        {
            throw new InvalidDataException("not a picture of a known format");
        }
        catch (Exception e) when (e is ImageFormatException or ImageProcessingException or IOException or UnauthorizedAccessException
            or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException(e.Message.ReplaceLineEndings(" "), e);
        }
    }
}
