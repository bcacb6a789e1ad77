using TadSr.Imaging;

namespace TadSr.Data;

/// <summary>Decoded pictures, up to a number of bytes; the longest unused go first. Safe for several threads, which may decode
/// the same picture at once.</summary>
/// <param name="limit">Bytes of pixels that are kept.</param>
/// <param name="decode">Reads a picture.</param>
internal sealed class PictureCache(long limit, Func<string, RgbPicture> decode)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Path, RgbPicture Picture)>> byPath = [];
    private readonly LinkedList<(string Path, RgbPicture Picture)> byUse = new();
    private long held;

    public RgbPicture Get(string path)
    {
        lock (gate)
        {
            if (byPath.TryGetValue(path, out var node))
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
                return node.Value.Picture;
            }
        }

        var picture = decode(path);
        lock (gate)
        {
            if (picture.Samples.Length > limit || byPath.ContainsKey(path))
                return picture;
            byPath[path] = byUse.AddFirst((path, picture));
            held += picture.Samples.Length;
            while (held > limit)
            {
                var last = byUse.Last!.Value;
                byUse.RemoveLast();
                byPath.Remove(last.Path);
                held -= last.Picture.Samples.Length;
            }
        }

        return picture;
    }
}
