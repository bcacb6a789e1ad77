using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>The cause in an error of the loader of native libraries: .NET puts advice on searching for it in front.</summary>
internal static class LoaderMessage
{
    /// <summary>The cause, in one line that ends with a full stop.</summary>
    public static string Of(Exception error)
    {
        while (error.InnerException is not null)
            error = error.InnerException;
        var lines = error.Message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (error is DllNotFoundException or BadImageFormatException ? lines[^1] : string.Join(' ', lines)).TrimEnd('.') + '.';
    }
}
