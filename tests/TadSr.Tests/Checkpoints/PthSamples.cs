using System.IO.Compression;
using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using TadSr.Runtime;
using static TadSr.Tests.Checkpoints.PickleBytes;

namespace TadSr.Tests.Checkpoints;

/// <summary>Opens PyTorch files that were written by hand.</summary>
internal static class PthSamples
{
    /// <summary>A storage of four numbers.</summary>
    public static (string, float[]) Four { get; } = ("0", [1, 2, 3, 4]);

    /// <summary>A dictionary of one tensor <c>a</c> of that storage.</summary>
    public static byte[] Plain { get; } = Dictionary("a", Tensor("0", 4, 0, [4], [1]));

    public static void Refuses(byte[] content, params string[] reasons)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.pth");
        File.WriteAllBytes(path, content);
        var message = Refusal(path);
        foreach (var reason in reasons)
            Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    public static string Refusal(string path)
    {
        var error = Assert.Throws<TadSrException>(() => CheckpointFile.Open(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        return error.Message;
    }

    public static ICheckpoint Open(byte[] content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.pth");
        File.WriteAllBytes(path, content);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the folder is removed while the file is mapped");
        return CheckpointFile.Open(path);
    }

    public static float[] Read(ICheckpoint file, int index = 0)
    {
        var values = new float[file.Entries[index].ElementCount];
        file.CopyTo(file.Entries[index], MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public static void WriteZip(string path, bool deflated, params (string Name, byte[] Content)[] members)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (var (name, content) in members)
        {
            using var stream = zip.CreateEntry(name, deflated ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }
}
