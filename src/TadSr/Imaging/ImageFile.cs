using NetVips;
using TadSr.Imaging.Formats;
using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Reads and writes picture files. The content decides the format, sizes are checked before anything is allocated,
/// damaged files are refused, and a written file appears whole or not at all.</summary>
public static class ImageFile
{
    /// <summary>Pixels that <see cref="Read(string, long)"/> accepts unless told otherwise: 200 million.</summary>
    public const long DefaultMaxPixels = 200_000_000;

    /// <summary>Folder (or file) of the libvips that reads and writes pictures, a build of the system's own, which may know more formats
    /// (HEIC); null for the one that comes with the program, or the one that the environment variable <c>TADSR_LIBVIPS</c> names. It is
    /// set before the first picture and holds for the process, as does how the library is bounded: one thread, no cache, no other
    /// loaders than those of the formats that are read here.</summary>
    /// <exception cref="TadSrException">It is missing, too old, or does not load; or another one is loaded already.</exception>
    public static string? LibVipsFolder
    {
        get => LibVips.Folder;
        set => LibVips.Load(value);
    }

    /// <summary>Reads only the header.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">The file cannot be read, is no picture, or is larger than allowed.</exception>
    public static PictureInfo Identify(string path, long maxPixels = DefaultMaxPixels) => Identify(path, new PictureReadOptions { MaxPixels = maxPixels });

    /// <summary>Reads only the header.</summary>
    internal static PictureInfo Identify(string path, PictureReadOptions options)
    {
        using var stream = Open(path);
        return Guard(path, () => Identify(stream, path, options));
    }

    /// <summary>Reads the header and looks for the end of the picture, without decoding it where that can be done: finds files that
    /// were cut off. What follows the end, such as the film of a motion photo, does not matter.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">As for <see cref="Identify(string, long)"/>, or the picture has no end.</exception>
    public static PictureInfo IdentifyWhole(string path, long maxPixels = DefaultMaxPixels)
    {
        using var stream = Open(path);
        return Guard(path, () =>
        {
            var options = new PictureReadOptions { MaxPixels = maxPixels };
            var info = Identify(stream, path, options);
            switch (info.Format)
            {
                case PictureFormat.Png when PngContainer.Read(stream, CancellationToken.None).Damage is { } damage:
                    throw new PictureFileException(damage);
                case PictureFormat.Tiff:
                    _ = TiffInspection.Plan(stream, acceptsDamage: false);
                    break;
                case PictureFormat.Jpeg when !JpegContainer.Walk(stream, CancellationToken.None).HasEnd:
                    _ = Read(stream, path, options, CancellationToken.None);   // only its decoder knows whether more than the end is missing
                    break;
            }
            return info;
        });
    }

    /// <summary>Reads a picture: upright, first frame, grey, alpha and 16 bits kept.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">The file cannot be read, is no picture, is damaged, or is larger than allowed.</exception>
    public static Picture Read(string path, long maxPixels = DefaultMaxPixels) => Read(path, maxPixels, acceptDamaged: false, CancellationToken.None);

    /// <summary>Reads a picture: upright, first frame, grey, alpha and 16 bits kept.</summary>
    /// <param name="path">File.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <param name="acceptDamaged">Whether a file that is cut or corrupted is taken as far as it can be decoded (<see cref="Picture.Damage"/>).</param>
    /// <param name="cancellation">Stops the decoder.</param>
    /// <exception cref="TadSrException">The file cannot be read, is no picture, is damaged, or is larger than allowed.</exception>
    public static Picture Read(string path, long maxPixels, bool acceptDamaged, CancellationToken cancellation)
        => Read(path, new PictureReadOptions { MaxPixels = maxPixels, AcceptDamaged = acceptDamaged }, cancellation);

    /// <summary>Reads a picture from a stream that can seek.</summary>
    /// <param name="stream">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <exception cref="TadSrException">As for a file.</exception>
    public static Picture Read(Stream stream, string name, long maxPixels = DefaultMaxPixels) => Read(stream, name, maxPixels, acceptDamaged: false, CancellationToken.None);

    /// <summary>Reads a picture from a stream that can seek.</summary>
    /// <param name="stream">A whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="maxPixels">Largest width x height.</param>
    /// <param name="acceptDamaged">Whether a file that is cut or corrupted is taken as far as it can be decoded (<see cref="Picture.Damage"/>).</param>
    /// <param name="cancellation">Stops the decoder.</param>
    /// <exception cref="TadSrException">As for a file.</exception>
    public static Picture Read(Stream stream, string name, long maxPixels, bool acceptDamaged, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, name, new PictureReadOptions { MaxPixels = maxPixels, AcceptDamaged = acceptDamaged }, cancellation);
    }

    /// <summary>Reads a picture.</summary>
    internal static Picture Read(string path, PictureReadOptions options, CancellationToken cancellation)
    {
        using var stream = Open(path);
        return Read(stream, path, options, cancellation);
    }

    private static Picture Read(Stream stream, string name, PictureReadOptions options, CancellationToken cancellation) => Guard(name, () =>
    {
        var info = Identify(stream, name, options);
        using var reader = PictureDecoder.Open(stream, info, options.AcceptDamaged, cancellation);
        if ((long)reader.Header.Width * reader.Header.Height > options.MaxPixels)   // a decoder may know better than the header
            throw TooLarge(reader.Header.Width, reader.Header.Height, options.MaxPixels);
        return PictureDecoder.Decode(reader, info.Format, cancellation);
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
        var warnings = Guarded("the output stream", picture, format, () => PictureEncoder.Encode(picture, format, options, file, cancellation));
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
        return Guarded(path, picture, format, () =>
        {
            IReadOnlyList<string> warnings = [];
            AtomicFile.Write(path, stream =>
            {
                warnings = PictureEncoder.Encode(picture, format, options, wrap(stream), cancellation);
                cancellation.ThrowIfCancellationRequested();
            });
            return warnings;
        });
    }

    private static IReadOnlyList<string> Guarded(string path, Picture picture, PictureFormat format, Func<IReadOnlyList<string>> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (AllocationFailure.Is(e) || (e is VipsException && LibVips.IsOutOfMemory(e)))
        {
            throw new TadSrException($"{path}: out of memory while encoding {picture.Pixels.Width}x{picture.Pixels.Height} as {PictureFormats.Name(format)}. Free some memory or cut the picture into parts.", ErrorKind.OutOfResources, e);
        }
        catch (VipsException e)
        {
            throw new TadSrException($"{path}: cannot be encoded as {PictureFormats.Name(format)}: {LibVips.Message(e).TrimEnd('.')}. Choose another format.", ErrorKind.BadFile, e);
        }
    }

    /// <summary>The format in which a file is written: that of the options, else of the extension, else PNG.</summary>
    internal static PictureFormat FormatOf(string path, PictureWriteOptions? options) => options?.Format ?? PictureSignature.FromExtension(path) ?? PictureFormat.Png;

    /// <summary>Refuses a format that is only read, and a size that the format cannot hold.</summary>
    /// <exception cref="TadSrException">With both numbers and a way out.</exception>
    public static void CheckWritable(PictureFormat format, long width, long height, string path)
    {
        if (!PictureFormats.IsWritable(format))
            throw new TadSrException($"{path}: {PictureFormats.Name(format)} is read but not written; use .png, .jpg, .webp, .tif or .avif.", ErrorKind.Usage);
        var longest = PictureFormats.LongestSide(format);
        if (Math.Max(width, height) > longest)
        {
            throw new TadSrException(
                $"{path}: the output has {width}x{height} pixels, {PictureFormats.Name(format)} holds at most {longest} a side. Write PNG instead.", ErrorKind.BadFile);
        }
    }

    private static PictureInfo Identify(Stream stream, string path, PictureReadOptions options)
    {
        var head = new byte[PictureSignature.Length];
        stream.Position = 0;
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var start = head.AsSpan(0, length);
        var format = PictureSignature.Recognise(start, path, out var reason) ?? throw new PictureFileException(reason);
        if (format == PictureFormat.Heif && !LibVips.IsForeignAfterLoad)
            throw new PictureFileException(PictureSignature.HeicRemedy);
        var (width, height) = Size(stream, start, format, options.AcceptDamaged);
        if (width < 1 || height < 1)
            throw new PictureFileException($"damaged: the header claims a size of {width}x{height}");
        if (width > int.MaxValue || height > int.MaxValue || width * height > options.MaxPixels)
            throw TooLarge(width, height, options.MaxPixels);
        var info = new PictureInfo(format, (int)width, (int)height);
        DecodePlans.CheckLength(info, start, stream.Length);
        return info;
    }

    private static (long Width, long Height) Size(Stream stream, ReadOnlySpan<byte> head, PictureFormat format, bool acceptsDamage)
    {
        switch (format)
        {
            case PictureFormat.Png:
                return PngContainer.Size(head) ?? throw new PictureFileException($"truncated: the file ends after {stream.Length} bytes, inside its header");
            case PictureFormat.Bmp:
                return BmpReader.Size(head);
            case PictureFormat.Tga:
                return TgaReader.Size(head);
            case PictureFormat.Pbm:
                using (var reader = new PnmReader(stream, acceptsDamage, CancellationToken.None))
                    return (reader.Header.Width, reader.Header.Height);
            case PictureFormat.WebP when !acceptsDamage && WebpContainer.Check(head, stream.Length) is { } damage:
                throw new PictureFileException($"{damage}; {PictureFileException.GetAgain}");
            case PictureFormat.Tiff when TiffDirectory.Open(stream) is { } tiff:
                return (tiff.Number(TiffDirectory.Width, 0), tiff.Number(TiffDirectory.Height, 0));
            default:
                using (var reader = new VipsReader(DecodePlans.Plain(stream, format), format, acceptsDamage, CancellationToken.None))
                    return (reader.Header.Width, reader.Header.Height);
        }
    }

    private static PictureFileException TooLarge(long width, long height, long maxPixels)
        => new($"the picture has {width}x{height} = {width * (decimal)height} pixels, {maxPixels} are allowed");

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
        catch (PictureFileException e)
        {
            throw Bad(path, e.Message, e);
        }
        catch (IOException e) when (e is not EndOfStreamException)
        {
            throw Bad(path, $"cannot be read: {OneLine(e.Message)}", e);
        }
        catch (Exception e) when (e is not (TadSrException or OperationCanceledException))
        {
            // Decoders meet damage with many kinds of exceptions; each means the same to the user, and its words are not for him.
            throw Bad(path, "damaged, or of a kind that is not read; convert it, with ImageMagick say: magick in out.png", e);
        }
    }

    private static TadSrException Bad(string path, string reason, Exception inner) => new($"{path}: {reason.TrimEnd('.')}.", ErrorKind.BadFile, inner);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
