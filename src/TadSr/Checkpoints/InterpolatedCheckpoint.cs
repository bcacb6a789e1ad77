using System.Globalization;
using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>Two checkpoints of one network as one whose floating-point tensors are (1 - share) a + share b, as float32. Between a
/// sharp model and the faithful one that it was trained from lie all degrees of both (network interpolation; Wang et al.,
/// ESRGAN, 2018, section 3.4).</summary>
internal sealed class InterpolatedCheckpoint : ICheckpoint
{
    private const int PieceElements = 1 << 16;
    private readonly ICheckpoint a, b;
    private readonly double share;
    private readonly Dictionary<string, (TensorEntry A, TensorEntry? B)> pairs = new(StringComparer.Ordinal);

    /// <summary>Pairs the tensors by name; both checkpoints stay the caller's.</summary>
    /// <param name="a">Gives names, order, metadata, and all tensors that are not floating-point.</param>
    /// <param name="b">The other end, with the same tensors.</param>
    /// <param name="share">Share of <paramref name="b"/>, 0 to 1.</param>
    /// <param name="added">Tensors that <paramref name="b"/> may lack, all of them or none: zero in the network that it is of.</param>
    /// <exception cref="TadSrException">The tensors differ in names, shapes or kind.</exception>
    public InterpolatedCheckpoint(ICheckpoint a, ICheckpoint b, double share, IReadOnlyList<string>? added = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        (this.a, this.b, this.share) = (a, b, share);
        var others = b.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var absent = added is not null && !added.Any(others.ContainsKey) ? added : [];
        foreach (var entry in a.Entries)
        {
            if (absent.Contains(entry.Name))
            {
                pairs.Add(entry.Name, (entry, null));
                continue;
            }
            if (!others.Remove(entry.Name, out var other))
                throw Unlike($"it has no tensor '{Printable.Text(entry.Name)}'");
            if (!entry.Shape.AsSpan().SequenceEqual(other.Shape) || entry.ElementType.IsFloat() != other.ElementType.IsFloat())
                throw Unlike($"its tensor '{Printable.Text(entry.Name)}' is {other.Describe()}, not {entry.Describe()}");
            pairs.Add(entry.Name, (entry, other));
        }
        if (others.Count > 0)
            throw Unlike($"it has a further tensor '{Printable.Text(others.Keys.First())}'");
        Entries = [.. a.Entries.Select(e => e.ElementType.IsFloat() ? new TensorEntry(e.Name, ElementType.Float32, e.Shape) : e)];
        Metadata = new Dictionary<string, string>(a.Metadata)
        {
            ["interpolated"] = string.Create(CultureInfo.InvariantCulture, $"{1 - share:0.######} {System.IO.Path.GetFileName(a.Path)} + {share:0.######} {System.IO.Path.GetFileName(b.Path)}"),
        };
    }

    /// <inheritdoc/>
    public string Path => a.Path;

    /// <inheritdoc/>
    public string Format => a.Format;

    /// <inheritdoc/>
    public string Layout => a.Layout;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorEntry> Entries { get; }

    /// <inheritdoc/>
    public void CopyTo(TensorEntry entry, Span<byte> destination, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var pair = pairs[entry.Name];
        if (!pair.A.ElementType.IsFloat())
        {
            a.CopyTo(pair.A, destination, offset);
            return;
        }
        var values = MemoryMarshal.Cast<byte, float>(destination);
        for (var start = 0; start < values.Length; start += PieceElements)
        {
            var piece = values.Slice(start, Math.Min(PieceElements, values.Length - start));
            var first = (offset / sizeof(float)) + start;
            var fromA = Read(a, pair.A, first, piece.Length);
            var fromB = pair.B is { } other ? Read(b, other, first, piece.Length) : null;
            for (var i = 0; i < piece.Length; i++)
                piece[i] = (float)(((1 - share) * pair.A.ElementType.FloatAt(fromA, i)) + (fromB is null ? 0 : share * pair.B!.ElementType.FloatAt(fromB, i)));
        }
    }

    /// <summary>Nothing: both checkpoints are the caller's.</summary>
    public void Dispose()
    {
    }

    private static byte[] Read(ICheckpoint checkpoint, TensorEntry entry, long first, int count)
    {
        var size = entry.ElementType.Size();
        var bytes = new byte[count * size];
        checkpoint.CopyTo(entry, bytes, first * size);
        return bytes;
    }

    private TadSrException Unlike(string difference) =>
        new($"{b.Path}: cannot be interpolated with {a.Path}: {difference}; both must hold one network, one trained from the other.", ErrorKind.BadFile);
}
