using System.Text;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>The file of <c>--log-file</c>. What is appended is with the system when the call returns.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream stream;
    private bool failed;

    private LogFile(string path, FileStream stream) => (Path, this.stream) = (path, stream);

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>Opens the file to append to it; missing folders are made.</summary>
    /// <exception cref="TadSrException">It cannot be written.</exception>
    public static LogFile Open(string path)
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            return new LogFile(path, new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TadSrException($"--log-file {path}: it cannot be written: {(error is ArgumentException ? "this is no name of a file." : error.Message)}", ErrorKind.BadFile, error);
        }
    }

    /// <summary>Appends text; a log that cannot be written must not end the work.</summary>
    /// <returns>Null, or the reason of the first failure.</returns>
    public string? Append(string text)
    {
        lock (gate)
        {
            try
            {
                if (stream.CanSeek)
                    stream.Seek(0, SeekOrigin.End);   // another program may have appended
                stream.Write(Encoding.UTF8.GetBytes(text));
                return null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                var first = !failed;
                failed = true;
                return first ? error.Message : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
