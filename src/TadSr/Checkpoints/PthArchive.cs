using TadSr.Checkpoints.Pickle;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>The zip format of PyTorch 1.6 and later, and of TorchScript: <c>NAME/data.pkl</c> and a member <c>NAME/data/KEY</c> for
/// every storage. Other members, such as the code of a TorchScript archive, are ignored.</summary>
internal sealed class PthArchive
{
    private const string Pickle = "/data.pkl";
    private const string Storages = "data/";
    private const string ByteOrder = "byteorder";
    private const long LongestPickle = 32_000_000;
    private readonly MappedFile file;
    private readonly string folder;
    private readonly Dictionary<string, PthStorage> members = new(StringComparer.Ordinal);

    private PthArchive(MappedFile file, List<ZipEntry> entries)
    {
        this.file = file;
        var pickles = entries.Where(e => e.Name.EndsWith(Pickle, StringComparison.Ordinal) && e.Name.IndexOf('/', StringComparison.Ordinal) == e.Name.Length - Pickle.Length).ToList();
        folder = pickles.Count == 1 ? pickles[0].Name[..^(Pickle.Length - 1)] : throw Refuse(pickles.Count == 0
            ? "a zip archive, but not a PyTorch checkpoint: it has no data.pkl"
            : "a zip archive with more than one data.pkl");
        foreach (var entry in entries.Where(e => IsRead(e.Name)))
        {
            if (!members.TryAdd(entry.Name, new PthStorage(file, entry)))
                throw Refuse($"the zip archive has two members '{Printable.Text(entry.Name)}'");
        }
        Source = new PickleSource($"{file.Path} (data.pkl)");
    }

    /// <summary>For refusals and limits.</summary>
    public PickleSource Source { get; }

    /// <summary>What the pickle held.</summary>
    public object? Root { get; private set; }

    /// <summary>Reads the pickle; storages stay where they are.</summary>
    public static PthArchive Read(MappedFile file)
    {
        var archive = new PthArchive(file, ZipDirectory.Read(file));
        archive.CheckByteOrder();
        var pickle = archive.members[archive.folder + Pickle[1..]];
        if (pickle.Length > LongestPickle)
            throw archive.Refuse($"data.pkl is {Printable.Bytes(pickle.Length)} long, more than {Printable.Bytes(LongestPickle)}");
        if (pickle.IsDeflated)
        {
            archive.Root = PickleReader.Read(pickle.Inflate().Span, archive.Source, out _);
        }
        else
        {
            using var window = pickle.Window(0, (int)pickle.Length);
            archive.Root = PickleReader.Read(window.Bytes, archive.Source, out _);
        }
        return archive;
    }

    /// <summary>The member of a storage, or null.</summary>
    public PthStorage? Find(PickleStorage storage) => members.GetValueOrDefault($"{folder}{Storages}{storage.Key}");

    private bool IsRead(string name) =>
        name.StartsWith(folder + Storages, StringComparison.Ordinal) || name == folder + Pickle[1..] || name == folder + ByteOrder;

    private void CheckByteOrder()
    {
        if (!members.TryGetValue(folder + ByteOrder, out var order) || order.IsDeflated || order.Length != "big".Length)
            return;
        using var window = order.Window(0, (int)order.Length);
        if (window.Bytes.SequenceEqual("big"u8))
            throw Refuse("saved on a big-endian machine, which is not read");
    }

    private TadSrException Refuse(string reason) => new($"{file.Path}: {reason}.", ErrorKind.BadFile);
}
