using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>The border to ImageSharp, which decodes BMP and codes pictures in memory: how it is set up, and its words for a lack of
/// memory put into those of .NET, so that nobody above needs to know it.</summary>
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

    /// <summary>The samples of a decoded picture: 4 channels of RGBA, 3 of RGB.</summary>
    public static PixelBuffer Copy(Image image)
    {
        var buffer = new PixelBuffer(image.Width, image.Height, image is Image<Rgba32> ? 4 : 3);
        if (image is Image<Rgba32> withAlpha)
            Copy(withAlpha, buffer);
        else
            Copy((Image<Rgb24>)image, buffer);
        return buffer;
    }

    private static void Copy<T>(Image<T> image, PixelBuffer buffer)
        where T : unmanaged, IPixel<T>
        => image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                MemoryMarshal.AsBytes(rows.GetRowSpan(y)).CopyTo(buffer.Row(y));
        });

    /// <summary>Settings of their own.</summary>
    /// <param name="largestBlock">Megabytes that one allocation may have.</param>
    internal static Decoders CreateSettings(int largestBlock)
    {
        var settings = Decoders.Default.Clone();
        settings.MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions { MaximumPoolSizeMegabytes = LargestPool, AllocationLimitMegabytes = largestBlock });
        return settings;
    }
}
