using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>Fetches weight files over HTTP: into a file of its own beside the target, continued where an earlier attempt ended,
/// verified, then renamed. A file under its own name is therefore always whole.</summary>
/// <param name="client">Follows redirects and the proxy variables of the environment; without a time limit of its own.</param>
/// <param name="patience">How long nothing may arrive before the attempt is given up.</param>
internal sealed class WeightDownload(HttpClient client, TimeSpan patience)
{
    /// <summary>Ending of a file that is not whole yet.</summary>
    public const string PartEnding = ".part";

    private const int Attempts = 3;
    private const int BufferLength = 1 << 17;

    /// <summary>How long nothing may arrive unless told otherwise.</summary>
    public static TimeSpan DefaultPatience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A client for downloads.</summary>
    public static HttpClient CreateClient() => new(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Fetches a file.</summary>
    /// <param name="address">Where it is offered.</param>
    /// <param name="target">Its path; replaced when it exists.</param>
    /// <param name="sha256">Its SHA-256 in lower-case hexadecimal digits, or the first of them, or empty where nothing is published.</param>
    /// <param name="progress">Told the bytes that are there, and how many there will be where the server says so.</param>
    /// <param name="cancellation">Stops; what has arrived is kept for the next attempt.</param>
    /// <returns>Its whole SHA-256.</returns>
    /// <exception cref="TadSrException">The server does not have it, breaks off again and again, or sends another file.</exception>
    public async Task<string> FetchAsync(Uri address, string target, string sha256, IProgress<(long Done, long? Total)>? progress = null, CancellationToken cancellation = default)
    {
        var part = target + PartEnding;
        for (var attempt = 1; ; attempt++)
        {
            var resumes = File.Exists(part);
            if (await ReceiveAsync(address, part, progress, cancellation).ConfigureAwait(false) is { } failure)
            {
                if (attempt < Attempts)
                    continue;
                throw new TadSrException($"{address}: {failure}; what has arrived is kept in {part}, and the same request goes on there.", ErrorKind.BadFile);
            }
            var hash = await HashAsync(part, cancellation).ConfigureAwait(false);
            if (hash.StartsWith(sha256, StringComparison.Ordinal))
            {
                Finish(part, target);
                return hash;
            }
            File.Delete(part);
            // The first half may have been of an older file.
            if (!resumes || attempt == Attempts)
            {
                throw new TadSrException(
                    $"{address}: sends a file with the SHA-256 {hash}, expected {sha256}{(sha256.Length < 64 ? "..." : "")}; it was not kept. Get the file from its publisher by another way.", ErrorKind.BadFile);
            }
        }
    }

    /// <returns>Null when the file is whole, else why it is not.</returns>
    private async Task<string?> ReceiveAsync(Uri address, string part, IProgress<(long Done, long? Total)>? progress, CancellationToken cancellation)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        watch.CancelAfter(patience);
        var done = 0L;
        try
        {
            var file = Open(part);
            await using (file.ConfigureAwait(false))
            {
                done = file.Length;
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (done > 0)
                    request.Headers.Range = new RangeHeaderValue(done, null);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    if (response.Content.Headers.ContentRange?.Length == done)
                        return null;
                    file.SetLength(0);
                    return "the server does not continue the file";
                }
                if (!response.IsSuccessStatusCode)
                    throw new TadSrException($"{address}: the server answers {(int)response.StatusCode} ({response.ReasonPhrase}). Check the address, or put the file in place by hand.", ErrorKind.BadFile);
                if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != done)
                {
                    file.SetLength(0);   // a server that ignores ranges sends everything
                    done = 0;
                }
                var total = response.Content.Headers.ContentLength is { } rest ? done + rest : (long?)null;
                file.Position = done;
                done = await CopyAsync(response, file, done, total, progress, watch).ConfigureAwait(false);
                return total is { } all && done < all ? $"the connection ended after {done} of {all} bytes" : null;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"nothing arrived for {patience.TotalSeconds:0.#} s after {done} bytes");
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException || (e is IOException && e.InnerException is System.Net.Sockets.SocketException))
        {
            return $"the connection failed ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
        }
        catch (IOException e)
        {
            throw new TadSrException($"{part}: cannot be written: {e.Message} Free some disk space or name another folder.", ErrorKind.OutOfResources, e);
        }
    }

    private async Task<long> CopyAsync(
        HttpResponseMessage response, FileStream file, long done, long? total, IProgress<(long Done, long? Total)>? progress, CancellationTokenSource watch)
    {
        var source = await response.Content.ReadAsStreamAsync(watch.Token).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var buffer = new byte[BufferLength];
            while (true)
            {
                watch.CancelAfter(patience);
                int count;
                try
                {
                    count = await source.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
                }
                catch (HttpIOException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded)
                {
                    return done;   // the caller compares with what was announced
                }
                if (count == 0)
                    return done;
                await file.WriteAsync(buffer.AsMemory(0, count), CancellationToken.None).ConfigureAwait(false);
                done += count;
                progress?.Report((done, total));
            }
        }
    }

    // Held for this process alone: a second one must not write into the same file.
    private static FileStream Open(string part)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(part))!);
            return new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{part}: cannot be written ({e.Message.TrimEnd('.')}). Another process may be fetching it, or name another folder.", ErrorKind.BadFile, e);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    private static void Finish(string part, string target)
    {
        try
        {
            using (var stream = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
                stream.Flush(flushToDisk: true);
            File.Move(part, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{target}: cannot be replaced ({e.Message.TrimEnd('.')}). Close programs that use it.", ErrorKind.BadFile, e);
        }
    }
}
