using SixLabors.ImageSharp;
using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Reads and writes picture files. The content decides the format, sizes are checked before anything is allocated,
/// damaged files are refused, and a written file appears whole or not at all.</summary>
public static class ImageFile
{
    /// <summary>Pixels that <see cref="Read(string, long)"/> accepts unless told otherwise: 200 million.</summary>
    public const long DefaultMaxPixels = 200_000_000;

    /// <summary>Reads only the header.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">The file cannot be read, is no picture, or is larger than allowed.</exception>
    public static PictureInfo Identify(string path, long maxPixels = DefaultMaxPixels)
    {
        using var stream = Open(path);
        return Guard(path, () => Identify(stream, path, maxPixels));
    }

    /// <summary>Reads the header and looks for the end of the picture, without decoding it: finds files that were cut off. What
    /// follows the end, such as the film of a motion photo, does not matter.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">As for <see cref="Identify(string, long)"/>, or the picture has no end.</exception>
    public static PictureInfo IdentifyWhole(string path, long maxPixels = DefaultMaxPixels)
    {
        using var stream = Open(path);
        return Guard(path, () =>
        {
            var info = Identify(stream, path, maxPixels);
            if (HasUsualEnd(stream, info.Format))
                return info;
            var file = ReadAll(stream, path);
            var damage = info.Format == PictureFormat.Png ? PngContainer.Check(file, out _, out _) : JpegContainer.Check(file);
            return damage is null ? info : throw Bad(path, damage);
        });
    }

    /// <summary>Reads a picture: upright, first frame, grey, alpha and 16 bits kept.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">The file cannot be read, is no picture, is damaged, or is larger than allowed.</exception>
    public static Picture Read(string path, long maxPixels = DefaultMaxPixels)
    {
        using var stream = Open(path);
        return Read(stream, path, maxPixels);
    }

    /// <summary>Reads a picture from a stream that can seek.</summary>
    /// <param name="stream">Positioned at the start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">As for a file.</exception>
    public static Picture Read(Stream stream, string name, long maxPixels = DefaultMaxPixels) => Guard(name, () =>
    {
        var info = Identify(stream, name, maxPixels);
        var file = ReadAll(stream, name);
        var warnings = new List<string>();
        var metadata = new PictureMetadata();
        string? damage = null;
        switch (info.Format)
        {
            case PictureFormat.Png:
                damage = PngContainer.Check(file, out var icc, out var animated);
                metadata = metadata with { Icc = icc };
                if (animated)
                    warnings.Add("animated: only the first frame is used");
                break;
            case PictureFormat.Jpeg:
                damage = JpegContainer.Check(file);
                break;
            case PictureFormat.WebP:
                damage = WebpContainer.Check(file);
                metadata = metadata with { Icc = WebpContainer.Icc(file) };
                if (damage is null && WebpContainer.IsAnimated(file, out _, out _))
                {
                    warnings.Add("animated: only the first frame is used");
                    file = WebpContainer.FirstFrame(file)
                        ?? throw Bad(name, "the first frame of this animated WebP does not cover its canvas; extract a frame, with webpmux say: webpmux -get frame 1 in.webp -o out.webp");
                }
                break;
            case PictureFormat.Gif when FrameCount.GifHasMore(file):
                warnings.Add("animated: only the first frame is used");
                break;
            case PictureFormat.Tiff when FrameCount.TiffHasMore(file):
                warnings.Add("several pages: only the first is used");
                break;
        }
        return damage is null ? PictureDecoder.Decode(PictureLibrary.Settings, file, info, metadata, warnings) : throw Bad(name, damage);
    });

    /// <summary>Writes a picture to a temporary name in the same folder, then renames it.</summary>
    /// <param name="picture">Samples and metadata; EXIF orientation and size entries are updated.</param>
    /// <param name="path">Output file; its folder is made. An existing file is replaced.</param>
    /// <param name="options">Format, quality.</param>
    /// <param name="cancellation">Stops the encoder; nothing is left behind.</param>
    /// <returns>One line for each loss: alpha, depth, a profile that does not fit.</returns>
    /// <exception cref="TadSrException">The format cannot be written or hold this size, the folder cannot be written, or the disk is full.</exception>
    public static IReadOnlyList<string> Write(Picture picture, string path, PictureWriteOptions? options = null, CancellationToken cancellation = default)
        => Write(picture, path, options ?? new PictureWriteOptions(), stream => stream, cancellation);

    /// <summary>Encodes a picture into a stream, as a whole or not at all.</summary>
    /// <param name="picture">Samples and metadata; EXIF orientation and size entries are updated.</param>
    /// <param name="stream">Written from its current position; it need not be able to seek.</param>
    /// <param name="options">Format (PNG where none is given), quality.</param>
    /// <param name="cancellation">Stops the encoder.</param>
    /// <returns>One line for each loss: alpha, depth, a profile that does not fit.</returns>
    /// <exception cref="TadSrException">The format cannot be written or hold this size.</exception>
    public static IReadOnlyList<string> Write(Picture picture, Stream stream, PictureWriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new PictureWriteOptions();
        var format = options.Format ?? PictureFormat.Png;
        CheckWritable(format, picture.Pixels.Width, picture.Pixels.Height, "the output stream");
        using var file = new MemoryStream();
        var warnings = PictureLibrary.Call(() => PictureEncoder.Encode(PictureLibrary.Settings, picture, format, options, file, cancellation));
        cancellation.ThrowIfCancellationRequested();
        file.Position = 0;
        file.CopyTo(stream);
        return warnings;
    }

    internal static IReadOnlyList<string> Write(
        Picture picture, string path, PictureWriteOptions options, Func<Stream, Stream> wrap, CancellationToken cancellation)
    {
        var format = FormatOf(path, options);
        CheckWritable(format, picture.Pixels.Width, picture.Pixels.Height, path);
        IReadOnlyList<string> warnings = [];
        try
        {
            AtomicFile.Write(path, stream =>
            {
                warnings = PictureLibrary.Call(() => PictureEncoder.Encode(PictureLibrary.Settings, picture, format, options, wrap(stream), cancellation));
                cancellation.ThrowIfCancellationRequested();
            });
            return warnings;
        }
        catch (Exception e) when (AllocationFailure.Is(e))
        {
            throw new TadSrException($"{path}: out of memory while encoding {picture.Pixels.Width}x{picture.Pixels.Height} as {PictureFormats.Name(format)}. Free some memory or cut the picture into parts.", ErrorKind.OutOfResources, e);
        }
    }

    /// <summary>The format in which a file is written: that of the options, else of the extension, else PNG.</summary>
    internal static PictureFormat FormatOf(string path, PictureWriteOptions? options) => options?.Format ?? PictureSignature.FromExtension(path) ?? PictureFormat.Png;

    /// <summary>Refuses a format that is only read, and a size that the format cannot hold.</summary>
    /// <exception cref="TadSrException">With both numbers and a way out.</exception>
    public static void CheckWritable(PictureFormat format, long width, long height, string path)
    {
        if (!PictureFormats.IsWritable(format))
            throw new TadSrException($"{path}: {PictureFormats.Name(format)} is read but not written; use .png, .jpg or .webp.", ErrorKind.Usage);
        var longest = PictureFormats.LongestSide(format);
        if (Math.Max(width, height) > longest)
        {
            throw new TadSrException(
                $"{path}: the output has {width}x{height} pixels, {PictureFormats.Name(format)} holds at most {longest} a side. Write PNG instead.", ErrorKind.BadFile);
        }
    }

    private static PictureInfo Identify(Stream stream, string path, long maxPixels)
    {
        var head = new byte[PictureSignature.Length];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var format = PictureSignature.Recognise(head.AsSpan(0, length), path, out var reason) ?? throw Bad(path, reason);
        long width, height;
        if (format == PictureFormat.Png)
        {
            (width, height) = PngContainer.Size(head.AsSpan(0, length)) ?? throw Bad(path, $"truncated: the file ends after {stream.Length} bytes, inside its header");
        }
        else if (format == PictureFormat.WebP && WebpContainer.IsAnimated(head.AsSpan(0, length), out var canvasWidth, out var canvasHeight))
        {
            (width, height) = (canvasWidth, canvasHeight);
        }
        else
        {
            stream.Position = 0;
            var identified = Image.Identify(PictureLibrary.Settings, stream) ?? throw Bad(path, $"the {PictureFormats.Name(format)} header is damaged");
            (width, height) = (identified.Width, identified.Height);
        }
        if (width < 1 || height < 1)
            throw Bad(path, $"the header claims a size of {width}x{height}");
        if (width * height > maxPixels)
            throw Bad(path, $"the picture has {width}x{height} = {width * height} pixels, {maxPixels} are allowed");
        return new PictureInfo(format, (int)width, (int)height);
    }

    // Most files end with the end marker; only of the others is all read to look for it.
    private static bool HasUsualEnd(FileStream stream, PictureFormat format)
    {
        const int tailLength = 4096;
        ReadOnlySpan<byte> marker = format switch
        {
            PictureFormat.Jpeg => [0xff, 0xd9],
            PictureFormat.Png => "IEND"u8,
            _ => [],
        };
        Span<byte> tail = stackalloc byte[tailLength];
        stream.Position = Math.Max(0, stream.Length - tailLength);
        var length = stream.ReadAtLeast(tail, tailLength, throwOnEndOfStream: false);
        return tail[..length].LastIndexOf(marker) >= 0;
    }

    private static byte[] ReadAll(Stream stream, string name)
    {
        if (stream.Length > Array.MaxLength)
            throw Bad(name, $"the file has {stream.Length} bytes; at most {Array.MaxLength} are read");
        var file = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(file);
        return file;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TadSrException($"{path}: there is no such file.", ErrorKind.BadFile, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: cannot be read: {OneLine(e.Message)}", ErrorKind.BadFile, e);
        }
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        PictureLibraryVersion.Require();
        try
        {
            return PictureLibrary.Call(read);
        }
        catch (Exception e) when (AllocationFailure.Is(e))
        {
            throw new TadSrException($"{path}: out of memory while decoding; free memory or cut the picture into parts.", ErrorKind.OutOfResources, e);
        }
        catch (Exception e) when (e is not (TadSrException or OperationCanceledException))
        {
            // Decoders meet damage with many kinds of exceptions; each means the same to the user.
            throw Bad(path, $"cannot be decoded: {OneLine(e.Message)}", e);
        }
    }

    private static TadSrException Bad(string path, string reason, Exception? inner = null)
        => new($"{path}: {reason.TrimEnd('.')}.", ErrorKind.BadFile, inner);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
