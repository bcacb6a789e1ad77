using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Memory;

namespace TadSr.Runtime;

/// <summary>Tells that memory ran out from other errors: .NET, libtorch and ImageSharp each say it in their own way.</summary>
public static class AllocationFailure
{
    /// <summary>Whether an allocation failed, in host or device memory.</summary>
    public static bool Is(Exception? error) => error is OutOfMemoryException or InvalidMemoryOperationException || (error is ExternalException && IsOfTorch(error.Message));

    // libtorch reports both of its allocators as plain runtime errors.
    private static bool IsOfTorch(string message) =>
        message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);
}
