namespace TadSr.Imaging.Formats;

/// <summary>Rows that lie in memory one behind the other, in a buffer or in a mapped file: what is written.</summary>
/// <param name="Address">The first sample.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
/// <param name="BitDepth">8, or 16 in the byte order of the machine.</param>
internal readonly record struct RowMemory(nint Address, int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>Bytes of all rows.</summary>
    public ulong Length => (ulong)Width * (ulong)Height * (ulong)(Channels * (BitDepth / 8));
}
