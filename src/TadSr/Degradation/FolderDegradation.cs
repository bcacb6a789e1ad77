using Microsoft.Extensions.Logging;
using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Makes low-resolution copies of picture files. What becomes of a picture depends on the seed, its file name and
/// its content, so it is the same alone and in any folder.</summary>
internal sealed partial class FolderDegradation
{
    private const string Extension = ".png";

    private const string LowFolder = "lr";
    private const string TruthFolder = "hr";

    private readonly IPairDegradation pipeline;
    private readonly DegradationPreset? preset;
    private readonly ulong seed;
    private readonly ILogger logger;

    /// <summary>A run.</summary>
    /// <param name="config">Ranges and probabilities.</param>
    /// <param name="scale">Truth pixels a side for one low-resolution pixel.</param>
    /// <param name="seed">Of all draws.</param>
    /// <param name="logger">Receives a line for each file.</param>
    public FolderDegradation(DegradationConfig config, int scale, ulong seed, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        (pipeline, this.seed, this.logger) = (PairDegradation.Of(config, scale), seed, logger);
    }

    /// <summary>A run that makes a test set: the truths are prepared too, and written beside.</summary>
    public FolderDegradation(DegradationPreset preset, ulong seed, ILogger logger)
        : this(preset.Damage, preset.Scale, seed, logger)
    {
        this.preset = preset;
    }

    /// <summary>Damages a file or everything in a folder and writes 8-bit PNG. A test set goes into the folders lr and hr of the output.</summary>
    /// <param name="input">A picture or a folder.</param>
    /// <param name="output">A folder, which mirrors the input's sub-folders; for a single picture also a .png file.</param>
    /// <param name="recursive">Whether sub-folders are searched.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <returns>Number of files written and of files that failed.</returns>
    /// <exception cref="TadSrException">There is no picture, a folder cannot be read, or an output would replace an input.</exception>
    public (int Written, int Failed) Run(string input, string output, bool recursive = true, CancellationToken cancellation = default)
    {
        var low = preset is null ? output : Path.Combine(output, LowFolder);
        var jobs = Jobs(input, low, recursive, output);
        if (preset is not null)
            Checked(jobs.ConvertAll(job => (job.Source, TruthOf(output, low, job.Target))));
        var (written, failed) = (0, 0);
        foreach (var (source, target) in jobs)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (preset is null)
                {
                    ImageFile.Write(new Picture(Degrade(source)), target, cancellation: cancellation);
                }
                else
                {
                    var (damaged, truth) = Pair(source);
                    ImageFile.Write(new Picture(truth), TruthOf(output, low, target), cancellation: cancellation);
                    ImageFile.Write(new Picture(damaged), target, cancellation: cancellation);
                }
                written++;
            }
            catch (TadSrException e) when (e.Kind == ErrorKind.BadFile && jobs.Count > 1)
            {
                LogFailed(logger, e.Message);
                failed++;
            }
        }

        return (written, failed);
    }

    /// <summary>The low-resolution copy of one file; its truth is cut to a multiple of the scale on the right and below.</summary>
    public PixelBuffer Degrade(string path)
    {
        var picture = ImageFile.Read(path);
        foreach (var warning in picture.Warnings)
            LogNoted(logger, path, warning);
        var pixels = picture.Pixels;
        var (height, width) = (pixels.Height / pipeline.Scale * pipeline.Scale, pixels.Width / pipeline.Scale * pipeline.Scale);
        if (height == 0 || width == 0)
            throw new TadSrException($"{path}: {pixels.Width}x{pixels.Height} is too small to be reduced by {pipeline.Scale}.", ErrorKind.BadFile);
        if (height != pixels.Height || width != pixels.Width)
            LogCut(logger, path, pixels.Width, pixels.Height, width, height);
        return ToPixels(Apply(path, pixels.ToRgbPicture().Cut(0, 0, height, width)).Lq);
    }

    private (PixelBuffer Low, PixelBuffer Truth) Pair(string path)
    {
        var picture = ImageFile.Read(path).Pixels.ToRgbPicture();
        var (lq, hq, _) = Apply(path, preset!.Truth(picture.Cut(0, 0, picture.Height, picture.Width)));
        return (ToPixels(lq), ToPixels(hq));
    }

    private DamagedPair Apply(string path, Planes<float> truth)
    {
        var own = CounterRandom.DeriveSeed(seed, Path.GetFileNameWithoutExtension(path));
        var pair = pipeline.Apply(truth, new CounterRandom(own, 0), new CounterRandom(own, 1));
        LogDone(logger, path, pair.Lq.Width, pair.Lq.Height);
        return pair;
    }

    private static string TruthOf(string output, string low, string target) => Path.Combine(output, TruthFolder, Path.GetRelativePath(low, target));

    [LoggerMessage(LogLevel.Information, "{File}: {Width} x {Height}")]
    private static partial void LogDone(ILogger logger, string file, int width, int height);

    [LoggerMessage(LogLevel.Warning, "{File}: {Width} x {Height} is no multiple of the scale; the copy shows its upper left {CutWidth} x {CutHeight}, cut the truth alike before comparing")]
    private static partial void LogCut(ILogger logger, string file, int width, int height, int cutWidth, int cutHeight);

    [LoggerMessage(LogLevel.Warning, "{File}: {Warning}")]
    private static partial void LogNoted(ILogger logger, string file, string warning);

    [LoggerMessage(LogLevel.Warning, "{Message}")]
    private static partial void LogFailed(ILogger logger, string message);

    private static PixelBuffer ToPixels(Planes<float> image)
    {
        var pixels = new PixelBuffer(image.Width, image.Height, 3);
        var plane = image.Height * image.Width;
        for (var i = 0; i < plane; i++)
        {
            for (var c = 0; c < 3; c++)
                pixels.Bytes[i * 3 + c] = (byte)MathF.Round(image.Values[c * plane + i] * 255);
        }

        return pixels;
    }

    private static List<(string Source, string Target)> Jobs(string input, string output, bool recursive, string except)
    {
        if (File.Exists(input))
        {
            var isFile = Extension.Equals(Path.GetExtension(output), StringComparison.OrdinalIgnoreCase);
            return Checked([(input, isFile ? output : Path.Combine(output, Path.GetFileNameWithoutExtension(input) + Extension))]);
        }

        if (!Directory.Exists(input))
            throw new TadSrException($"{input}: there is no such file or folder.", ErrorKind.BadFile);
        var files = FileTree.Files(input, new() { Recursive = recursive, SkipForbidden = true, Except = except });
        var sources = files.Where(PictureSignature.LooksLikePicture).ToList();
        if (sources.Count == 0)
            throw new TadSrException($"{input}: the folder holds no picture.", ErrorKind.BadFile);

        // a.jpg and a.png would both become a.png: then all of them keep their extension in the name.
        var stems = sources.CountBy(path => Path.ChangeExtension(path, null), StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return Checked(sources.ConvertAll(path =>
        {
            var relative = Path.GetRelativePath(input, path);
            var stem = stems[Path.ChangeExtension(path, null)] > 1 ? relative : Path.ChangeExtension(relative, null);
            return (path, Path.Combine(output, stem + Extension));
        }));
    }

    private static List<(string Source, string Target)> Checked(List<(string Source, string Target)> jobs)
        => RealPath.FirstReplacement(jobs.Select(job => job.Source), jobs.Select(job => job.Target)) is { } output
            ? throw new TadSrException($"{output}: the output would replace an input; name another folder with -o.", ErrorKind.Usage)
            : jobs;
}
