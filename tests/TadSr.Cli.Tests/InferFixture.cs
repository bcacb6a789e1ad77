using TadSr.Imaging;

namespace TadSr.Cli.Tests;

/// <summary>A folder with a tiny model, and the program started with it.</summary>
public sealed class InferFixture : IDisposable
{
    private int folders;

    /// <summary>Creates folder and model.</summary>
    public InferFixture() => Weights = TinyModelFile.WriteTo(Root);

    /// <summary>The model file.</summary>
    public string Weights { get; }

    /// <summary>The golden pictures.</summary>
    public static string GoldenImages { get; } = Path.Combine(Golden(), "images");

    private string Root { get; } = Directory.CreateTempSubdirectory("tadsr-infer-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A new empty folder.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Root, $"folder {Interlocked.Increment(ref folders)}")).FullName;

    /// <summary>Runs <c>tadsr infer</c> with the tiny model, in float32.</summary>
    public ProgramRun Infer(params IEnumerable<string> arguments) => ProgramRun.Of(["infer", "--precision", "fp32", .. arguments, .. arguments.Contains("--weights") ? (string[])[] : ["--weights", Weights]]);

    /// <summary>Writes a coloured pattern.</summary>
    public static string WritePattern(string path, int width, int height, int channels = 3, int phase = 0)
    {
        var pixels = new PixelBuffer(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                    pixels[x, y, c] = (int)(128 + 80 * Math.Sin(0.3 * x + c + phase) * Math.Cos(0.2 * y - c) + (x * 7 + y * 13) % 11);
            }
        }
        ImageFile.Write(new Picture(pixels), path, cancellation: TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>The pictures below a folder, as paths relative to it with forward slashes.</summary>
    public static IReadOnlyList<string> Files(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static string Golden()
    {
        if (Environment.GetEnvironmentVariable("TADSR_REFERENCES") is { Length: > 0 } folder)
            return folder;
        var parent = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(parent.FullName, "TadSr.sln")))
            parent = parent.Parent ?? throw new InvalidOperationException("TadSr.sln is not above the test program");
        return Path.Combine(parent.FullName, "tests", "TadSr.Tests", "References");
    }
}
