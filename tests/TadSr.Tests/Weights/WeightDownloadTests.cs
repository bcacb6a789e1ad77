using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Weights;

/// <summary>Downloads from a server in this process that answers as bad servers do.</summary>
[Trait("Kind", "Unit")]
public sealed class WeightDownloadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = WeightDownload.CreateClient();
    private readonly byte[] content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(content));

    private string Target => folder.File("weights/a.pth");

    private string Part => Target + WeightDownload.PartEnding;

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(0)]
    public async Task File_is_fetched_verified_and_reported(int digits)
    {
        await using var server = new Server(_ => Whole());
        var seen = new List<(long Done, long? Total)>();

        var hash = await Fetch(server, sha256: Hash[..digits], progress: new Each(seen.Add));

        Assert.Equal(Hash, hash);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
        Assert.False(File.Exists(Part));
        Assert.Equal((content.Length, content.Length), seen[^1]);
    }

    [Fact]
    public async Task Broken_connection_goes_on_where_it_ended()
    {
        await using var server = new Server(request => request.Range is { } from ? Rest(from) : Cut(100_000));

        await Fetch(server);

        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
        Assert.Equal([null, 100_000L], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Server_that_ignores_ranges_is_read_from_the_start()
    {
        await using var server = new Server(request => request.Range is null ? Cut(100_000) : Whole());

        await Fetch(server);

        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task Connection_that_breaks_each_time_is_one_line_and_keeps_what_arrived()
    {
        await using var server = new Server(request => request.Range is { } from ? new(206, content.AsMemory((int)from, 10), content.Length - from, from) : Cut(1000));

        var error = await Assert.ThrowsAsync<TadSrException>(() => Fetch(server));

        Assert.Equal($"{server.Address}: the connection ended after 1020 of 300000 bytes; what has arrived is kept in {Part}, and the same request goes on there.", error.Message);
        Assert.Equal(content[..1020], await File.ReadAllBytesAsync(Part, Token));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Another_file_is_refused_with_both_hashes_and_replaces_nothing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllTextAsync(Target, "old", Token);
        await using var server = new Server(_ => Whole());

        var error = await Assert.ThrowsAsync<TadSrException>(() => Fetch(server, sha256: "00112233"));

        Assert.Equal($"{server.Address}: sends a file with the SHA-256 {Hash}, expected 00112233...; it was not kept. Get the file from its publisher by another way.", error.Message);
        Assert.Equal("old", await File.ReadAllTextAsync(Target, Token));
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Half_of_an_older_file_is_thrown_away_and_everything_fetched_again()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllBytesAsync(Part, new byte[5000], Token);
        await using var server = new Server(request => request.Range is { } from ? Rest(from) : Whole());

        await Fetch(server);

        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
        Assert.Equal([5000L, null], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task Part_that_is_whole_already_is_only_verified()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await File.WriteAllBytesAsync(Part, content, Token);
        await using var server = new Server(_ => new(416, ReadOnlyMemory<byte>.Empty, 0, Total: content.Length));

        await Fetch(server);

        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task Missing_file_is_one_line_with_the_servers_answer()
    {
        await using var server = new Server(_ => new(404, "gone"u8.ToArray(), 4));

        var error = await Assert.ThrowsAsync<TadSrException>(() => Fetch(server));

        Assert.StartsWith($"{server.Address}: the server answers 404 (", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirect_is_followed()
    {
        await using var server = new Server(request => request.Path == "/a.pth" ? new(302, ReadOnlyMemory<byte>.Empty, 0, Location: "/elsewhere") : Whole());

        await Fetch(server);

        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
        Assert.Equal(["/a.pth", "/elsewhere"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Server_that_falls_silent_is_given_up_and_the_next_request_goes_on()
    {
        var isSilent = true;
        await using var server = new Server(request => request.Range is null && isSilent ? Cut(100_000, stalls: true) : request.Range is { } from && !isSilent ? Rest(from) : new(200, ReadOnlyMemory<byte>.Empty, content.Length, Stalls: true));
        var impatient = new WeightDownload(client, TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TadSrException>(() => impatient.FetchAsync(server.Address, Target, Hash, cancellation: Token));

        Assert.Contains("nothing arrived for 1 s", error.Message, StringComparison.Ordinal);
        isSilent = false;
        await File.WriteAllBytesAsync(Part, content[..70_000], Token);
        await Fetch(server);
        Assert.Equal(content, await File.ReadAllBytesAsync(Target, Token));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_one_line()
    {
        Uri address;
        await using (var server = new Server(_ => Whole()))
            address = server.Address;

        var error = await Assert.ThrowsAsync<TadSrException>(() => new WeightDownload(client, WeightDownload.DefaultPatience).FetchAsync(address, Target, Hash, cancellation: Token));

        Assert.StartsWith($"{address}: the connection failed (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_process_does_not_write_into_the_same_file()
    {
        await using var server = new Server(_ => Whole());
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        await using var other = new FileStream(Part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var error = await Assert.ThrowsAsync<TadSrException>(() => Fetch(server));

        Assert.StartsWith($"{Part}: cannot be written (", error.Message, StringComparison.Ordinal);
    }

    private Task<string> Fetch(Server server, string? sha256 = null, IProgress<(long Done, long? Total)>? progress = null) =>
        new WeightDownload(client, WeightDownload.DefaultPatience).FetchAsync(server.Address, Target, sha256 ?? Hash, progress, Token);

    private Answer Whole() => new(200, content, content.Length);

    private Answer Rest(long from) => new(206, content.AsMemory((int)from), content.Length - from, from);

    private Answer Cut(int length, bool stalls = false) => new(200, content.AsMemory(0, length), content.Length, Stalls: stalls);

    private sealed record Request(string Path, long? Range);

    /// <summary>An answer; fewer bytes than announced are a connection that breaks, or one that falls silent.</summary>
    private sealed record Answer(int Status, ReadOnlyMemory<byte> Body, long Announced, long? From = null, string? Location = null, bool Stalls = false, long? Total = null);

    private sealed class Each(Action<(long, long?)> report) : IProgress<(long Done, long? Total)>
    {
        public void Report((long Done, long? Total) value) => report(value);
    }

    // HttpListener announces no more than it sends: plain sockets do what broken servers do.
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Func<Request, Answer> answer;
        private readonly Task loop;

        public Server(Func<Request, Answer> answer)
        {
            this.answer = answer;
            listener.Start();
            Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a.pth"));
            loop = RunAsync();
        }

        public Uri Address { get; }

        public List<Request> Requests { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Stop();
            await loop;
            stop.Dispose();
        }

        private async Task RunAsync()
        {
            var open = new List<Task>();
            try
            {
                while (true)
                    open.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                await Task.WhenAll(open);
            }
        }

        private async Task ServeAsync(TcpClient peer)
        {
            using (peer)
            {
                try
                {
                    var stream = peer.GetStream();
                    using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                    var path = (await reader.ReadLineAsync(stop.Token))!.Split(' ')[1];
                    long? range = null;
                    while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
                    {
                        if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                            range = long.Parse(line.AsSpan(13).TrimEnd('-'), CultureInfo.InvariantCulture);
                    }
                    var request = new Request(path, range);
                    lock (Requests)
                        Requests.Add(request);
                    await SendAsync(stream, answer(request));
                }
                catch (Exception e) when (e is OperationCanceledException or IOException)
                {
                    // The test is over, or the client has left.
                }
            }
        }

        private async Task SendAsync(NetworkStream stream, Answer reply)
        {
            var header = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Answer\r\nContent-Length: {reply.Announced}\r\nConnection: close\r\n"));
            if (reply.From is { } from)
                header.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{from + reply.Announced - 1}/{from + reply.Announced}\r\n");
            if (reply.Total is { } total)
                header.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes */{total}\r\n");
            if (reply.Location is { } location)
                header.Append(CultureInfo.InvariantCulture, $"Location: {location}\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(header.Append("\r\n").ToString()), stop.Token);
            await stream.WriteAsync(reply.Body, stop.Token);
            if (reply.Stalls)
                await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }
    }
}
