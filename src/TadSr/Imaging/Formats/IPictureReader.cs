namespace TadSr.Imaging.Formats;

/// <summary>An open picture file: what its header says, then its rows in their stored order. Every use of a file goes through it.</summary>
internal interface IPictureReader : IDisposable
{
    /// <summary>What the file holds.</summary>
    PictureHeader Header { get; }

    /// <summary>What the file carries beside its samples.</summary>
    PictureMetadata Metadata { get; }

    /// <summary>One line for each loss or conversion; complete after the last row.</summary>
    IReadOnlyList<string> Warnings { get; }

    /// <summary>What the decoder had to guess, known after the last row; null for a sound file.</summary>
    string? Damage { get; }

    /// <summary>Decodes the next rows.</summary>
    /// <param name="target">Whole rows; 16-bit samples in the byte order of the machine.</param>
    /// <exception cref="PictureFileException">The rows cannot be had.</exception>
    void ReadRows(Span<byte> target);
}
