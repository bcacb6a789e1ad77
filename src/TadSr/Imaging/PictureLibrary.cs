using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>The border to the picture library: how it is set up, and its words for a lack of memory put into those of .NET, so
/// that nobody above needs to know it.</summary>
internal static class PictureLibrary
{
    private const int LargestPool = 64, LargestBlock = 16384;   // megabytes

    /// <summary>The settings of every decoder and encoder.</summary>
    public static Decoders Settings { get; } = CreateSettings(LargestBlock);

    /// <summary>Calls the library.</summary>
    /// <exception cref="InsufficientMemoryException">It could not allocate something.</exception>
    public static T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (InvalidMemoryOperationException e)
        {
            throw new InsufficientMemoryException(e.Message, e);
        }
        catch (ImageFormatException e) when (e.InnerException is InvalidMemoryOperationException)   // a decoder blames the file
        {
            throw new InsufficientMemoryException(e.InnerException.Message, e);
        }
    }

    /// <summary>Settings of their own.</summary>
    /// <param name="largestBlock">Megabytes that one allocation may have.</param>
    internal static Decoders CreateSettings(int largestBlock)
    {
        var settings = Decoders.Default.Clone();
        settings.MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = LargestPool, AllocationLimitMegabytes = largestBlock });
        return settings;
    }
}
