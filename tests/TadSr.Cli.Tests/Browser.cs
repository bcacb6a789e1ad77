using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TadSr.Cli.Tests;

/// <summary>A headless Chromium of the system with one page, driven by its debugging protocol.</summary>
internal sealed class Browser : IDisposable
{
    private const int WindowHeight = 900;
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private readonly Process process;
    private readonly DirectoryInfo profile;
    private readonly ClientWebSocket socket = new();
    private readonly List<JsonElement> events = [];
    private string session = "";
    private int number;

    private Browser(Process process, DirectoryInfo profile) => (this.process, this.profile) = (process, profile);

    /// <summary>The program of the browser, or null where there is none.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("TADSR_BROWSER") ?? (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in Names
        let path = Path.Combine(folder, name)
        where File.Exists(path)
        select path).FirstOrDefault();

    /// <summary>What the page asked for, beside what lies in it.</summary>
    public IEnumerable<string> Requests => Of("Network.requestWillBeSent").Select(e => e.GetProperty("request").GetProperty("url").GetString()!).Where(url => !url.StartsWith("data:", StringComparison.Ordinal));

    /// <summary>Errors of scripts, and what the page's policy refused.</summary>
    public IEnumerable<string> Errors => Of("Runtime.exceptionThrown").Concat(Of("Log.entryAdded")).Select(e => e.GetRawText());

    /// <summary>Opens a page; skips the test where there is no browser.</summary>
    public static async Task<Browser> Open(string path)
    {
        Assert.SkipWhen(Program is null, "there is no Chromium on the path; install the distribution's to test pages in a browser");
        var profile = Directory.CreateTempSubdirectory("tadsr-browser-");
        var start = new ProcessStartInfo(Program, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var browser = new Browser(Process.Start(start)!, profile);
        try
        {
            const string mark = "DevTools listening on ";
            string? line;
            do
                line = await browser.process.StandardError.ReadLineAsync();
            while (line?.StartsWith(mark, StringComparison.Ordinal) == false);
            _ = browser.process.StandardError.BaseStream.CopyToAsync(Stream.Null);   // so that it never waits for a reader
            _ = browser.process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            await browser.socket.ConnectAsync(new Uri(line![mark.Length..]), CancellationToken.None);
            var target = (await browser.Call("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString();
            browser.session = (await browser.Call("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
            foreach (var domain in new[] { "Page", "Runtime", "Network", "Log" })
                await browser.Call($"{domain}.enable");
            await browser.Call("Page.navigate", new { url = new Uri(Path.GetFullPath(path)).AbsoluteUri });
            while (!browser.Of("Page.loadEventFired").Any())
                await browser.Receive();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonElement> Evaluate(string expression)
    {
        var answer = await Call("Runtime.evaluate", new { expression, returnByValue = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out var details), details.ValueKind == JsonValueKind.Undefined ? "" : details.GetRawText());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>Presses a key where the focus is.</summary>
    public async Task Press(string key, int code, string text = "")
    {
        await Call("Input.dispatchKeyEvent", new { type = text.Length > 0 ? "keyDown" : "rawKeyDown", key, code = key, windowsVirtualKeyCode = code, text });
        await Call("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    /// <summary>Asserts that a page fits windows and telephones, light and dark. TADSR_SCREENSHOTS names a folder for pictures to look at.</summary>
    public async Task CheckLooks(string name)
    {
        var backgrounds = new HashSet<string>();
        foreach (var scheme in new[] { "light", "dark" })
        {
            foreach (var width in new[] { 1280, 390 })
            {
                await Look(scheme, width);
                Assert.True((await Evaluate("document.documentElement.scrollWidth <= window.innerWidth")).GetBoolean(), $"the page is wider than {width} pixels");
                Assert.True((await Evaluate("document.documentElement.scrollHeight <= Math.max(window.innerHeight, Math.ceil(document.body.getBoundingClientRect().bottom + window.scrollY))")).GetBoolean(), "the page goes on below its end");
                backgrounds.Add((await Evaluate("getComputedStyle(document.body).backgroundColor")).GetString()!);
                if (Environment.GetEnvironmentVariable("TADSR_SCREENSHOTS") is { Length: > 0 } folder)
                    await Shoot(Path.Combine(folder, $"{name}_{scheme}_{width}"));
            }
        }
        Assert.Equal(2, backgrounds.Count);
    }

    /// <summary>Chooses colours and width.</summary>
    public async Task Look(string scheme, int width)
    {
        await Call("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        await Call("Emulation.setDeviceMetricsOverride", new { width, height = WindowHeight, deviceScaleFactor = 1, mobile = false });
    }

    // A window at a time: Chromium leaves parts of one long picture empty.
    private async Task Shoot(string path)
    {
        var height = (await Evaluate("document.documentElement.scrollHeight")).GetInt32();
        for (var top = 0; top < height; top += WindowHeight)
        {
            await Evaluate($"window.scrollTo(0, {top})");
            var answer = await Call("Page.captureScreenshot", new { format = "png" });
            await File.WriteAllBytesAsync($"{path}_{top}.png", answer.GetProperty("data").GetBytesFromBase64());
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A helper of the browser may write its last file meanwhile; the folder is one for temporary files.
        }
    }

    private IEnumerable<JsonElement> Of(string name) => events.Where(e => e.GetProperty("method").GetString() == name).Select(e => e.GetProperty("params"));

    private async Task<JsonElement> Call(string method, object? parameters = null)
    {
        var id = ++number;
        var message = session.Length > 0
            ? JsonSerializer.Serialize(new { id, method, @params = parameters ?? new { }, sessionId = session })
            : JsonSerializer.Serialize(new { id, method, @params = parameters ?? new { } });
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            if (await Receive() is { } answer && answer.GetProperty("id").GetInt32() == id)
                return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer.GetRawText()}");
        }
    }

    // An answer, or null after an event, which is kept.
    private async Task<JsonElement?> Receive()
    {
        using var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        var element = JsonDocument.Parse(message.ToArray()).RootElement;
        if (element.TryGetProperty("id", out _))
            return element;
        events.Add(element);
        return null;
    }
}
