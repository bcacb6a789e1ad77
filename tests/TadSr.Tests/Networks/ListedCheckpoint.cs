using TadSr.Checkpoints;
using TadSr.Networks.Swin;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Networks;

/// <summary>A checkpoint of names and shapes without values.</summary>
internal sealed class ListedCheckpoint(IReadOnlyList<TensorEntry> entries, string path = "listed.pth") : ICheckpoint
{
    public string Path => path;

    public string Format => "listed";

    public string Layout => "plain";

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public IReadOnlyList<TensorEntry> Entries => entries;

    /// <summary>The published listing of a network.</summary>
    /// <param name="table">File name below networks/.</param>
    /// <param name="derived">Whether the derived buffers stay in it.</param>
    /// <param name="prefix">Put before every name.</param>
    public static ListedCheckpoint Published(string table, bool derived = true, string prefix = "") =>
        new([.. Of($"networks/{table}", prefix).Entries.Where(entry => derived || !SwinFamily.ComputesItself(entry.Name))]);

    /// <summary>A stored key list.</summary>
    /// <param name="table">Its path below the references.</param>
    /// <param name="prefix">Put before every name.</param>
    public static ListedCheckpoint Of(string table, string prefix = "") => new(
        [.. KeyList.Read(table).Select(line => line.Split(' '))
            .Select(cells => new TensorEntry(prefix + cells[0], ElementType.Float32, [.. cells[1].Split(',').Select(long.Parse)]))]);

    public void CopyTo(TensorEntry entry, Span<byte> destination, long offset = 0) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
