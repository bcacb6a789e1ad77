namespace TadSr.Checkpoints;

/// <summary>A member of a zip archive.</summary>
/// <param name="Name">Its path, never used as a path.</param>
/// <param name="Start">First byte of its data in the archive.</param>
/// <param name="StoredLength">Bytes in the archive.</param>
/// <param name="Length">Bytes when unpacked.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
internal sealed record ZipEntry(string Name, long Start, long StoredLength, long Length, bool IsDeflated);
