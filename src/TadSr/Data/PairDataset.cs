using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Training pairs from a folder of photographs. Sample k under a seed is a pure function of seed, k and the files,
/// whatever the number of workers and the batch size. Safe for several threads.</summary>
internal sealed partial class PairDataset
{
    private const int MostAttempts = 64;

    private readonly ImageFolder folder;
    private readonly DataConfig config;
    private readonly IPairDegradation degradation;
    private readonly int groupSize;
    private readonly ILogger logger;
    private readonly PictureCache cache;
    private readonly double[] cumulativeWeights;
    private readonly ConcurrentDictionary<string, string> unreadable = new();
    private readonly ConcurrentDictionary<(string Path, string Warning), bool> noted = new();
    private readonly ulong cropSeed;
    private readonly ulong sampleSeed;
    private readonly ulong groupSeed;
    private readonly ulong poolSeed;
    private readonly ulong trimSeed;
    private readonly IPairGuide? guide;

    /// <summary>A data set.</summary>
    /// <param name="folder">Its pictures.</param>
    /// <param name="config">How crops are taken.</param>
    /// <param name="degradation">Makes the low-resolution half.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="groupSize">Samples that share the group draws of the degradation: 1, or the batch size for the
    /// reference's grouping.</param>
    /// <param name="guide">What some kinds of damage learn instead of the truth; null where none does.</param>
    /// <param name="logger">Receives a warning for each file that turns out to be unreadable.</param>
    /// <exception cref="TadSrException">The crop is no multiple of the scale.</exception>
    public PairDataset(ImageFolder folder, DataConfig config, IPairDegradation degradation, ulong seed, int groupSize = 1, IPairGuide? guide = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        if (config.Crop % degradation.Scale != 0)
            throw new TadSrException($"data.crop is {config.Crop}; it must be a multiple of the scale {degradation.Scale}, such as {config.Crop / degradation.Scale * degradation.Scale}.", ErrorKind.Usage);
        if (config.Trim % degradation.Scale != 0 || config.Trim >= config.Crop)
            throw new TadSrException($"data.trim is {config.Trim}; it must be a multiple of the scale {degradation.Scale} below data.crop, {config.Crop}.", ErrorKind.Usage);
        (this.folder, this.config, this.degradation, this.groupSize, this.guide, this.logger) = (folder, config, degradation, groupSize, guide, logger ?? NullLogger.Instance);
        cache = new PictureCache(config.CacheMb * 1_000_000L, path => PictureReader.Decode(path, warning => Note(path, warning)));
        cumulativeWeights = new double[folder.Pictures.Count];
        var sum = 0.0;
        for (var i = 0; i < cumulativeWeights.Length; i++)
            cumulativeWeights[i] = sum += folder.Pictures[i].Weight;
        (poolSeed, trimSeed) = (CounterRandom.DeriveSeed(seed, "pool"), CounterRandom.DeriveSeed(seed, "trim"));
        (cropSeed, sampleSeed, groupSeed) = (CounterRandom.DeriveSeed(seed, "crop"), CounterRandom.DeriveSeed(seed, "degradation"), CounterRandom.DeriveSeed(seed, "degradation group"));
    }

    /// <summary>Pictures to draw from.</summary>
    public int Pictures => folder.Pictures.Count;

    /// <summary>One sample as it is drawn, before anything is trimmed.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="reading">Told the file before it is read, so that a stall can be explained.</param>
    /// <exception cref="TadSrException">No readable picture was met in many draws.</exception>
    public TrainingPair Sample(long index, Action<string>? reading = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (config.Pool > 0)
            index = new CounterRandom(poolSeed, (ulong)index).NextInt(config.Pool);
        var random = new CounterRandom(cropSeed, (ulong)index);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var picture = folder.Pictures[Choose(random)];
            reading?.Invoke(picture.Path);
            if (TryDecode(picture.Path) is not { } decoded)
                continue;                                                  // the next draw of this sample's stream takes its place
            var crop = CropPlan.Draw(config, decoded.Height, decoded.Width, random);
            var truth = CropPlan.Cut(decoded, crop, config.Crop);
            var (lq, hq, guided) = degradation.Apply(
                truth, new CounterRandom(sampleSeed, (ulong)index), new CounterRandom(groupSeed, (ulong)(index / groupSize)));
            return new TrainingPair(index, picture.Path, crop, lq, hq, guided is not null && guide is not null ? guide.Goal(guided, lq, hq) : hq);
        }

        throw new TadSrException(
            $"Training data: {MostAttempts} pictures in a row could not be read, the last '{unreadable.Last().Key}': {unreadable.Last().Value}. Check the disk and the folder '{folder.Folders[0]}'.",
            ErrorKind.BadFile);
    }

    /// <summary>Samples firstIndex ... firstIndex + count - 1.</summary>
    public PairBatch Batch(long firstIndex, int count, Action<string>? reading = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (hqSide, lqSide) = (config.Crop - config.Trim, (config.Crop - config.Trim) / degradation.Scale);
        var (hqSize, lqSize) = (3 * hqSide * hqSide, 3 * lqSide * lqSide);
        var (hq, lq, files) = (new float[count * hqSize], new float[count * lqSize], new string[count]);
        var goal = guide is null ? null : new float[count * hqSize];
        for (var i = 0; i < count; i++)
        {
            var pair = Trimmed(Sample(firstIndex + i, reading), firstIndex + i, lqSide);
            ToSigned(pair.Hq.Values, hq.AsSpan(i * hqSize, hqSize));
            ToSigned(pair.Lq.Values, lq.AsSpan(i * lqSize, lqSize));
            if (goal is not null)
                ToSigned(pair.Goal.Values, goal.AsSpan(i * hqSize, hqSize));
            files[i] = pair.File;
        }

        return new PairBatch(firstIndex, files, lq, hq, goal, lqSide, hqSide);
    }

    // The place of what is left is the sample's own, also where a pool gives the same sample again.
    private TrainingPair Trimmed(TrainingPair pair, long index, int side)
    {
        var rest = pair.Lq.Width - side;
        if (rest == 0)
            return pair;
        var (scale, random) = (degradation.Scale, new CounterRandom(trimSeed, (ulong)index));
        var (top, left) = (random.NextInt(rest + 1), random.NextInt(rest + 1));
        var hq = Large(pair.Hq);
        return pair with { Lq = pair.Lq.Crop(top, left, side, side), Hq = hq, Goal = ReferenceEquals(pair.Goal, pair.Hq) ? hq : Large(pair.Goal) };

        Planes<float> Large(Planes<float> picture) => picture.Crop(scale * top, scale * left, scale * side, scale * side);
    }

    private static void ToSigned(ReadOnlySpan<float> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = (source[i] - 0.5f) / 0.5f;
    }

    [LoggerMessage(LogLevel.Warning, "skipping {File}: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string file, string reason);

    [LoggerMessage(LogLevel.Warning, "{File}: {Warning}")]
    private static partial void LogNoted(ILogger logger, string file, string warning);

    // A picture that has left the cache is read again; its faults are not told again.
    private void Note(string path, string warning)
    {
        if (noted.TryAdd((path, warning), true))
            LogNoted(logger, path, warning);
    }

    private int Choose(CounterRandom random)
    {
        var found = Array.BinarySearch(cumulativeWeights, random.NextDouble() * cumulativeWeights[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, cumulativeWeights.Length - 1);
    }

    private RgbPicture? TryDecode(string path)
    {
        if (unreadable.ContainsKey(path))
            return null;
        try
        {
            return cache.Get(path);
        }
        catch (InvalidDataException e)
        {
            if (unreadable.TryAdd(path, e.Message))
                LogSkipped(logger, path, e.Message);
            return null;
        }
    }
}
