using System.Buffers.Binary;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace TadSr.Imaging.Formats;

/// <summary>Reads BMP with ImageSharp, which is shown only a file whose header makes sense and whose pixels are all there.</summary>
internal static class BmpReader
{
    private const int FileHeader = 14, LargestStart = 1 << 16, ProfileLength = 124, EmbeddedProfile = 0x4d424544, LargestProfile = 16 << 20;
    private const int Plain = 0, Rle8 = 1, Rle4 = 2, Fields = 3, FieldsWithAlpha = 6;
    private const string Convert = "convert it, with ImageMagick say: magick in.bmp out.png";

    /// <summary>Width and height in the header.</summary>
    /// <param name="head">At least 26 bytes.</param>
    public static (long Width, long Height) Size(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeader..]) == 12
        ? (BinaryPrimitives.ReadUInt16LittleEndian(head[18..]), BinaryPrimitives.ReadUInt16LittleEndian(head[20..]))
        : (BinaryPrimitives.ReadInt32LittleEndian(head[18..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(head[22..])));

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="acceptsDamage">Whether missing pixels may stay black.</param>
    /// <exception cref="PictureFileException">The file is cut, damaged or of a kind that is not read.</exception>
    public static StoredReader Open(Stream file, bool acceptsDamage)
    {
        var head = new byte[FileHeader + ProfileLength];
        file.Position = 0;
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(FileHeader));
        var isOld = headerLength == 12;
        if (headerLength is not (12 or 40 or 52 or 56 or 64 or 108 or 124) || read < FileHeader + headerLength)
            throw new PictureFileException($"this kind of BMP (header of {headerLength} bytes) is not read; {Convert}");
        var (width, height) = Size(head);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(isOld ? 24 : 28));
        var compression = isOld ? Plain : (int)BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(30));
        var isFit = (compression, bits) is (Plain, 1 or 2 or 4 or 8 or 16 or 24 or 32) or (Rle8, 8) or (Rle4, 4) or (Fields or FieldsWithAlpha, 16 or 32);
        if (!isFit || (headerLength == 64 && compression > Rle4))
            throw new PictureFileException($"this kind of BMP ({bits} bits, compression {compression}) is not read; {Convert}");

        long start = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(10));
        if (start < FileHeader + headerLength || start > LargestStart)
            throw new PictureFileException("damaged: its header says that the pixels begin elsewhere");
        var isCoded = compression is Rle8 or Rle4;
        var length = isCoded ? file.Length : start + (width * bits + 31) / 32 * 4 * height;
        var isCut = isCoded ? !HasAllRuns(file, start, compression == Rle4) : length > file.Length;
        if (isCut && !acceptsDamage)
            throw new PictureFileException(isCoded ? "truncated: the file ends before its last run" : $"truncated: {file.Length} of {length} bytes; {PictureFileException.GetAgain}");
        if (length > Array.MaxLength)
            throw new PictureFileException($"the file has {length} bytes; at most {Array.MaxLength} are read");

        var bytes = new byte[isCut && isCoded ? length + 2 : length];   // a coded file ends with an end mark
        file.Position = 0;
        file.ReadAtLeast(bytes, (int)Math.Min(length, file.Length), throwOnEndOfStream: false);
        if (isCut && isCoded)
            bytes[^1] = 1;
        return new StoredReader(Decode(bytes, bits), alphaIsOptional: true)
        {
            Metadata = new PictureMetadata { Icc = Profile(file, head) },
            Damage = isCut ? "truncated: the pixels that are missing are black" : null,
        };
    }

    private static PixelBuffer Decode(byte[] bytes, int bits)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            using Image image = bits is 16 or 32 ? Image.Load<Rgba32>(PictureLibrary.Settings, stream) : Image.Load<Rgb24>(PictureLibrary.Settings, stream);
            return PictureLibrary.Copy(image);
        }
        catch (ImageFormatException e) when (e.InnerException is null)
        {
            throw new PictureFileException($"cannot be decoded: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}; {Convert}", e);
        }
    }

    // Whether the runs lead to the end mark.
    private static bool HasAllRuns(Stream file, long start, bool hasHalfBytes)
    {
        file.Position = start;
        var data = new BufferedStream(file, 1 << 16);
        for (; ; )
        {
            var (count, value) = (data.ReadByte(), data.ReadByte());
            if (value < 0)
                return false;
            if (count > 0)
                continue;
            switch (value)
            {
                case 0:
                    break;
                case 1:
                    return true;
                case 2:
                    data.Seek(2, SeekOrigin.Current);
                    break;
                default:
                    var length = hasHalfBytes ? (value + 1) / 2 : value;
                    data.Seek(length + (length & 1), SeekOrigin.Current);
                    break;
            }
        }
    }

    private static byte[]? Profile(Stream file, byte[] head)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(FileHeader)) != ProfileLength || BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(70)) != EmbeddedProfile)
            return null;
        var (start, length) = (FileHeader + (long)BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(126)), BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(130)));
        if (length > LargestProfile || start + length > file.Length)
            return null;
        var profile = new byte[length];
        file.Position = start;
        file.ReadExactly(profile);
        return IccProfile.IsWhole(profile) ? profile : null;
    }
}
