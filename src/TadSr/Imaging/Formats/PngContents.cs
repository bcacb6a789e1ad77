namespace TadSr.Imaging.Formats;

/// <summary>What the chunks of a PNG say, and what is wrong with them.</summary>
internal sealed class PngContents
{
    /// <summary>What is wrong with the file as a whole (cut, corrupted), or null.</summary>
    public string? Damage { get; set; }

    /// <summary>Whether the file is an animation (APNG).</summary>
    public bool IsAnimated { get; set; }

    /// <summary>Whether the colour type has an alpha channel.</summary>
    public bool HasAlphaChannel { get; set; }

    /// <summary>What was found beside the samples.</summary>
    public PictureMetadata Metadata { get; set; } = new();

    /// <summary>One line for each thing that was left out.</summary>
    public List<string> Warnings { get; } = [];
}
