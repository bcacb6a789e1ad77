using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>The folder of <c>-o</c>.</summary>
internal static class OutputFolder
{
    /// <summary>Makes it, and tries whether files can be made in it, before the work begins.</summary>
    /// <exception cref="TadSrException">It cannot be made or written.</exception>
    public static void Check(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".tadsr-{Guid.NewGuid():N}.tmp");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{folder}: the output folder cannot be written: {e.Message} Choose another -o.", ErrorKind.BadFile, e);
        }
    }
}
