using System.Buffers.Binary;
using System.Text;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>Opens a checkpoint of any known format, found by its content.</summary>
public static class CheckpointFile
{
    private const int Looked = 1024;

    /// <summary>Opens and validates safetensors and PyTorch files (zip and legacy). Nothing in the file is executed, and no
    /// value is read before it is asked for.</summary>
    /// <exception cref="TadSrException">One line that names the file and what is wrong with it (<see cref="ErrorKind.BadFile"/>).</exception>
    public static ICheckpoint Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static ICheckpoint Open(MappedFile file)
    {
        Span<byte> buffer = stackalloc byte[(int)Math.Min(file.Length, Looked)];
        file.CopyTo(0, buffer);
        ReadOnlySpan<byte> start = buffer;
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
            return PthFile.OpenZip(file);
        if (IsSafetensors(start) || (file.Length > 0 && Path.GetExtension(file.Path) == ".safetensors" && !LooksLikeText(start)))
            return SafetensorsFile.Open(file);
        if (Mistaken(start, file.Length) is { } reason)
            throw new TadSrException($"{file.Path}: {reason}.", ErrorKind.BadFile);
        return PthFile.OpenLegacy(file);
    }

    private static bool IsSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > 8 && start[8] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(start) < 1UL << 40;

    /// <summary>What a file that is no checkpoint is instead, and what to do about it.</summary>
    private static string? Mistaken(ReadOnlySpan<byte> start, long length)
    {
        if (length == 0)
            return "the file is empty; download or copy it again";
        var text = Encoding.UTF8.GetString(start).TrimStart('\ufeff').TrimStart();
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return $"this is a Git-LFS pointer, {Printable.Bytes(length)}{PointedSize(text)}, not the weights; run `git lfs pull` or download the file itself";
        if (text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            return $"this is a web page, {Printable.Bytes(length)}, not a checkpoint; download the file itself";
        if (text.StartsWith('{') && LooksLikeText(start))
            return $"this is a JSON text, {Printable.Bytes(length)}, not a checkpoint; download the file itself";
        if (start.StartsWith("GGUF"u8) || start.StartsWith<byte>([0x1f, 0x8b]) || start.StartsWith<byte>([0x89, 0x50, 0x4e, 0x47]))
            return "neither a safetensors nor a PyTorch file; unpack or convert it first";
        return null;
    }

    private static string PointedSize(string pointer) =>
        pointer.Split('\n').FirstOrDefault(line => line.StartsWith("size ", StringComparison.Ordinal)) is { } line && long.TryParse(line.AsSpan(5), out var size)
            ? $", for a file of {Printable.Bytes(size)}"
            : "";

    private static bool LooksLikeText(ReadOnlySpan<byte> start) => start.IndexOfAnyInRange((byte)0, (byte)8) < 0;
}
