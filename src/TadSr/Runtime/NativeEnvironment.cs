using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>Environment variables for native libraries. On Unix .NET keeps its own copy, which native code never sees.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable that the user has not set; it must happen before the library that reads it is loaded.</summary>
    public static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is not null)
            return;
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
            _ = SetVariable(name, value, 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
