using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>Tells that memory ran out from other errors: .NET and libtorch each say it in their own way.</summary>
internal static class AllocationFailure
{
    // libtorch reports its allocators (CUDA, Linux, Windows) as plain runtime errors.
    private static readonly string[] TorchWords = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Whether an allocation failed, in host or device memory.</summary>
    public static bool Is(Exception? error) => error is OutOfMemoryException || (error is ExternalException && IsOfTorch(error.Message));

    private static bool IsOfTorch(string message) => TorchWords.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase));
}
