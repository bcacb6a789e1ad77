using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Which pictures are trained on and how crops are taken from them.</summary>
public sealed record DataConfig
{
    /// <summary>Folders of photographs; low-resolution pictures are made from them.</summary>
    public IReadOnlyList<DataFolderConfig> Train { get; init; } = [];

    /// <summary>Folders of pictures that checkpoints are judged by, never trained on.</summary>
    public IReadOnlyList<DataFolderConfig> Val { get; init; } = [];

    /// <summary>A list of files that must not be trained on: a line holds a file name, and after a space, when only the file
    /// of exactly that content is meant, its SHA-256.</summary>
    public string? Exclude { get; init; }

    /// <summary>Side of the truth crop, pixels; a multiple of the scale.</summary>
    public int Crop { get; init; } = 256;

    /// <summary>Pixels of the truth that are cut off a crop after it was damaged, at a random place: what is left is trained on. Guides see the
    /// whole crop, so that what they make of its borders is not learnt.</summary>
    public int Trim { get; init; }

    /// <summary>Number of different samples, which come again in random order; 0 never repeats one. Guides answer once for each.</summary>
    public int Pool { get; init; }

    /// <summary>What part of the picture a crop shows.</summary>
    public CropMode CropMode { get; init; } = CropMode.Native;

    /// <summary>Bounds of the factor by which a native crop is reduced from a larger piece; 1 keeps the resolution.</summary>
    public IReadOnlyList<double> Shrink { get; init; } = [1, 1];

    /// <summary>Mirror half of the crops from left to right.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Also mirror half from top to bottom and transpose half.</summary>
    public bool Transpose { get; init; }

    /// <summary>Decoded pictures kept in memory, MB.</summary>
    public int CacheMb { get; init; } = 1200;

    /// <summary>Background threads that make batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Batches that are made ahead.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Side of what is trained on.</summary>
    internal int TrainedSide => Crop - Trim;

    internal void Validate(SourceLocation location)
    {
        Require(location, "crop", Crop, 16, 4096);
        Require(location, "trim", Trim, 0, 4096);
        Require(location, "pool", Pool, 0, int.MaxValue);
        Require(location, "cache_mb", CacheMb, 0, 1 << 20);
        Require(location, "workers", Workers, 1, 64);
        Require(location, "prefetch", Prefetch, 1, 1024);
        Intervals.Require(location, "shrink", Shrink, 1, 16);
    }

    private static void Require(SourceLocation location, string name, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new TadSrException($"{location}: {name} is {value}; a number from {low} to {high} is expected.", ErrorKind.Usage);
    }
}

/// <summary>What part of a picture a training crop shows.</summary>
public enum CropMode
{
    /// <summary>A piece at the picture's own resolution, or reduced by the drawn shrink factor.</summary>
    Native,

    /// <summary>The largest square at a random place, reduced to the crop (ResShift's rescale_gt).</summary>
    Whole,
}
