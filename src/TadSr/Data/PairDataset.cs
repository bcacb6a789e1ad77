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

    /// <summary>A data set.</summary>
    /// <param name="folder">Its pictures.</param>
    /// <param name="config">How crops are taken.</param>
    /// <param name="degradation">Makes the low-resolution half.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="groupSize">Samples that share the group draws of the degradation: 1, or the batch size for the
    /// reference's grouping.</param>
    /// <param name="logger">Receives a warning for each file that turns out to be unreadable.</param>
    /// <exception cref="TadSrException">The crop is no multiple of the scale.</exception>
    public PairDataset(ImageFolder folder, DataConfig config, IPairDegradation degradation, ulong seed, int groupSize = 1, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        if (config.Crop % degradation.Scale != 0)
            throw new TadSrException($"data.crop is {config.Crop}; it must be a multiple of the scale {degradation.Scale}, such as {config.Crop / degradation.Scale * degradation.Scale}.", ErrorKind.Usage);
        (this.folder, this.config, this.degradation, this.groupSize, this.logger) = (folder, config, degradation, groupSize, logger ?? NullLogger.Instance);
        cache = new PictureCache(config.CacheMb * 1_000_000L, path => PictureReader.Decode(path, warning => Note(path, warning)));
        cumulativeWeights = new double[folder.Pictures.Count];
        var sum = 0.0;
        for (var i = 0; i < cumulativeWeights.Length; i++)
            cumulativeWeights[i] = sum += folder.Pictures[i].Weight;
        (cropSeed, sampleSeed, groupSeed) = (CounterRandom.DeriveSeed(seed, "crop"), CounterRandom.DeriveSeed(seed, "degradation"), CounterRandom.DeriveSeed(seed, "degradation group"));
    }

    /// <summary>Pictures to draw from.</summary>
    public int Pictures => folder.Pictures.Count;

    /// <summary>One sample.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="reading">Told the file before it is read, so that a stall can be explained.</param>
    /// <exception cref="TadSrException">No readable picture was met in many draws.</exception>
    public TrainingPair Sample(long index, Action<string>? reading = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var random = new CounterRandom(cropSeed, (ulong)index);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var picture = folder.Pictures[Choose(random)];
            reading?.Invoke(picture.Path);
            if (TryDecode(picture.Path) is not { } decoded)
                continue;                                                  // the next draw of this sample's stream takes its place
            var crop = CropPlan.Draw(config, decoded.Height, decoded.Width, random);
            var truth = CropPlan.Cut(decoded, crop, config.Crop);
            var (lq, hq) = degradation.Apply(
                truth, new CounterRandom(sampleSeed, (ulong)index), new CounterRandom(groupSeed, (ulong)(index / groupSize)));
            return new TrainingPair(index, picture.Path, crop, lq, hq);
        }

        throw new TadSrException(
            $"Training data: {MostAttempts} pictures in a row could not be read, the last '{unreadable.Last().Key}': {unreadable.Last().Value}. Check the disk and the folder '{folder.Folders[0]}'.",
            ErrorKind.BadFile);
    }

    /// <summary>Samples firstIndex ... firstIndex + count - 1.</summary>
    public PairBatch Batch(long firstIndex, int count, Action<string>? reading = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (hqSide, lqSide) = (config.Crop, config.Crop / degradation.Scale);
        var (hqSize, lqSize) = (3 * hqSide * hqSide, 3 * lqSide * lqSide);
        var (hq, lq, files) = (new float[count * hqSize], new float[count * lqSize], new string[count]);
        for (var i = 0; i < count; i++)
        {
            var pair = Sample(firstIndex + i, reading);
            ToSigned(pair.Hq.Values, hq.AsSpan(i * hqSize, hqSize));
            ToSigned(pair.Lq.Values, lq.AsSpan(i * lqSize, lqSize));
            files[i] = pair.File;
        }

        return new PairBatch(firstIndex, files, lq, hq, lqSide, hqSide);
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
