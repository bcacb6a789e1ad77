namespace TadSr.Runtime;

/// <summary>The symbols of libtorch that an operation of this library or of its program can come to.</summary>
/// <remarks>The list is an embedded file that a test makes anew: from the methods of TorchSharp that our code can reach, through
/// the entry points of its native library, to what these call.</remarks>
internal static class NeededSymbols
{
    /// <summary>The name of the embedded file.</summary>
    public const string Resource = "TadSr.Runtime.NeededSymbols.txt";

    /// <summary>The mangled names.</summary>
    public static HashSet<string> Read()
    {
        using var reader = new StreamReader(typeof(NeededSymbols).Assembly.GetManifestResourceStream(Resource)!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
