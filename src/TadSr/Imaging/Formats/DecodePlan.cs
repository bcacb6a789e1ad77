using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>How libvips is to read one file: what was found out about it before.</summary>
/// <param name="File">The bytes for the decoder.</param>
/// <param name="Load">Opens them.</param>
internal sealed record DecodePlan(Stream File, Func<Source, Enums.FailOn, Image> Load)
{
    /// <summary>What the decoded channels mean.</summary>
    public SampleMeaning Meaning { get; init; }

    /// <summary>What stands behind the colours.</summary>
    public ExtraChannel Extra { get; init; } = ExtraChannel.Alpha;

    /// <summary>For luminance and colour differences: the first directory of the TIFF, which says how they were made.</summary>
    public TiffDirectory? Tiff { get; init; }

    /// <summary>What a CMYK file says about its inks, or null.</summary>
    public byte[]? InkProfile { get; init; }

    /// <summary>How to turn the rows; null takes what the EXIF block says.</summary>
    public int? Orientation { get; init; }

    /// <summary>Whether alpha that is opaque everywhere is no alpha.</summary>
    public bool AlphaIsOptional { get; init; } = true;

    /// <summary>Whether the decoder can tell rows that it made up from rows that were there.</summary>
    public bool WarnsOfDamage { get; init; }

    /// <summary>What is wrong with the file though all rows may be there, or null.</summary>
    public string? Damage { get; init; }

    /// <summary>What the container holds beside the samples; null leaves it to the decoder to say.</summary>
    public PictureMetadata? Metadata { get; init; }

    /// <summary>How the colours are meant, as chunks of a PNG, where the container says it and the decoder does not.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Colour { get; init; } = [];

    /// <summary>The EXIF block that the decoder does not read, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>IPTC records of a TIFF, of which the decoder hands on a quarter, or null.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>One line for each loss that is known before decoding.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
