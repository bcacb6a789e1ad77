using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Where the samples of large pictures lie while one is made: in files beside the output, which go with this object and with the process.</summary>
/// <param name="output">The output, beside which the files lie; null for memory alone.</param>
/// <param name="limit">Bytes of a picture that is held in memory all the same.</param>
internal sealed class PixelScratch(string? output, long limit = PixelScratch.MemoryLimit) : IDisposable
{
    /// <summary>Pictures of so many bytes stay in memory.</summary>
    public const long MemoryLimit = 32 << 20;

    private readonly Lock gate = new();
    private readonly List<RawStore> stores = [];

    /// <summary>Memory alone, for those who hold the picture themselves.</summary>
    public static PixelScratch None { get; } = new(null);

    /// <summary>Bytes of memory that a picture takes.</summary>
    public long InMemory(long bytes) => output is null || bytes <= limit ? bytes : 0;

    /// <summary>Bytes of the disk that a picture takes.</summary>
    public long InFiles(long bytes) => bytes - InMemory(bytes);

    /// <summary>A black picture.</summary>
    /// <exception cref="TadSrException">The disk is full or cannot be written.</exception>
    public PixelBuffer Create(int width, int height, int channels, int bitDepth)
    {
        var bytes = (long)width * height * channels * (bitDepth / 8);
        return InMemory(bytes) > 0
            ? new PixelBuffer(width, height, channels, bitDepth)
            : new PixelBuffer(width, height, channels, bitDepth, () => Open(bytes, width * channels * (bitDepth / 8)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var store in stores)
                store.Dispose();
            stores.Clear();
        }
    }

    private RawStore Open(long bytes, int stride)
    {
        var store = new RawStore(AtomicFile.CreateRaw(output!, bytes), output!, stride);
        lock (gate)
            stores.Add(store);
        return store;
    }
}
