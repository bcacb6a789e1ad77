#:project ../src/TadSr/TadSr.csproj
#:property PublishAot=false
// Holds what "tadsr infer" forecasts to what it takes, one picture a size, JPEG to JPEG. Linux only.
//
//   dotnet run scripts/measure_memory.cs -- PICTURE WIDTHxHEIGHT [WIDTHxHEIGHT ...] [-- further options of "tadsr infer"]
//
// The picture is mirrored to each size. A line: size, megapixels, forecast of memory (MB), largest anonymous memory (MB), their ratio,
// mapped files (MB), seconds, seconds a megapixel, seconds until the first line, and how far the time left was off at worst from 5 % on (the
// larger of forecast / truth and truth / forecast, while more than 5 s were left). Other work on the machine changes the times, not the memory.
// TADSR names the program; by default the Release build of this repository.
//
// The constants of src/TadSr/Inference/MemoryNeed.cs come from:
//
//   dotnet run scripts/measure_memory.cs -- samples/lq/PICTURE 500x500 1000x1000 2272x1760 4000x3000 4000x6000 8000x6000 -- --precision bf16
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TadSr.Imaging;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var end = Array.IndexOf(args, "--") is var at && at < 0 ? args.Length : at;
if (end < 2)
{
    Console.Error.WriteLine("usage: dotnet run scripts/measure_memory.cs -- PICTURE WIDTHxHEIGHT [WIDTHxHEIGHT ...] [-- further options of \"tadsr infer\"]");
    return 2;
}
var program = Environment.GetEnvironmentVariable("TADSR") ?? "artifacts/bin/TadSr.Cli/release/tadsr";
var folder = Directory.CreateTempSubdirectory("tadsr-memory-").FullName;
try
{
    var source = ImageFile.Read(args[0]).Pixels;
    Console.WriteLine("| size | Mpx | forecast | peak | forecast / peak | files | s | s / Mpx | first line | time left |");
    foreach (var size in args[1..end])
    {
        var sides = size.Split('x').Select(int.Parse).ToArray();
        var (input, output) = (Path.Combine(folder, $"{size}.jpg"), Path.Combine(folder, "out.jpg"));
        ImageFile.Write(new Picture(Mirrored(source, sides[0], sides[1])), input);
        string[] command = ["infer", "-i", input, "-o", output, "--overwrite", .. args[Math.Min(end + 1, args.Length)..]];
        var refusal = Run([.. command, "--max-memory", "1"]);
        var forecast = double.Parse(Regex.Match(refusal.Text, @"needs about (\d+) MB").Groups[1].Value);
        var run = Run(command);
        var pixels = sides[0] * sides[1] / 1e6;
        Console.WriteLine($"| {size} | {pixels:0.##} | {forecast} | {run.Peak / 1e6:0} | {forecast / (run.Peak / 1e6):0.00} | {run.Files / 1e6:0} | {run.Seconds:0.0} | {run.Seconds / pixels:0.0} | {run.First:0.0} | {run.TimeLeft:0.00} |");
    }
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static PixelBuffer Mirrored(PixelBuffer source, int width, int height)
{
    var result = new PixelBuffer(width, height, source.Channels, source.BitDepth);
    for (var y = 0; y < height; y++)
    {
        for (var x = 0; x < width; x++)
        {
            for (var c = 0; c < source.Channels; c++)
                result[x, y, c] = source[Inside(x, source.Width), Inside(y, source.Height), c];
        }
    }
    return result;

    static int Inside(int i, int length) => (i %= 2 * length) < length ? i : 2 * length - 1 - i;
}

(long Peak, long Files, double Seconds, double First, double TimeLeft, string Text) Run(string[] command)
{
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(new ProcessStartInfo(program, command) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    var lines = new List<(double Time, string Text)>();
    process.ErrorDataReceived += Add;
    process.OutputDataReceived += Add;
    process.BeginErrorReadLine();
    process.BeginOutputReadLine();
    var (peak, files) = (0L, 0L);
    while (!process.WaitForExit(20))
        (peak, files) = (Math.Max(peak, Kilobytes("RssAnon")), Math.Max(files, Kilobytes("RssFile")));
    process.WaitForExit();
    var seconds = watch.Elapsed.TotalSeconds;
    var worst = 1.0;
    foreach (var (time, text) in lines)
    {
        if (Regex.Match(text, @"^\[ *(\d+) %\].* (?:(\d+):)?(\d+):(\d\d) left$") is not { Success: true } match || int.Parse(match.Groups[1].Value) < 5 || seconds - time < 5)
            continue;
        var hours = match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : 0;
        var left = Math.Max(1, hours * 3600 + int.Parse(match.Groups[3].Value) * 60 + int.Parse(match.Groups[4].Value));
        worst = Math.Max(worst, Math.Max(left / (seconds - time), (seconds - time) / left));
    }
    return (peak * 1024, files * 1024, seconds, lines.Count == 0 ? seconds : lines[0].Time, worst, string.Join('\n', lines.Select(line => line.Text)));

    void Add(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (lines)
            lines.Add((watch.Elapsed.TotalSeconds, line.Data));
    }

    long Kilobytes(string name)
    {
        try
        {
            return long.Parse(Regex.Match(File.ReadAllText($"/proc/{process.Id}/status"), $@"{name}:\s*(\d+)").Groups[1].Value);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            return 0;   // it has just ended
        }
    }
}
