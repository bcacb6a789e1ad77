using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Checkpoints;

/// <summary>Moves weights between checkpoints and networks by key.</summary>
internal static class StateDict
{
    /// <summary>The parameters and buffers of a network, sorted by name, as <see cref="SafetensorsWriter"/> takes them.</summary>
    /// <param name="module">The tensors stay the network's own.</param>
    /// <param name="prefix">Put before every name.</param>
    public static IReadOnlyList<(string Name, Tensor Value)> Of(nn.Module module, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(module);
        return [.. module.named_parameters().Select(p => (Name: prefix + p.name, Value: (Tensor)p.parameter))
            .Concat(module.named_buffers().Where(b => !IsDerived(module, b.name)).Select(b => (Name: prefix + b.name, Value: b.buffer)))
            .OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    /// <summary>Copies every value whose key and shape fit straight from the file into the network's memory.</summary>
    /// <remarks>Wrapper prefixes are cut off (<see cref="KeyPrefixes"/>). Floating-point numbers are converted to the type of
    /// the parameter, so float16 and bfloat16 files fill float32 parameters exactly. Buffers that the
    /// network computes itself (<see cref="IDerivedKeys"/>) are ignored; integer buffers may be missing.</remarks>
    /// <param name="module">The network, on any device.</param>
    /// <param name="checkpoint">The file.</param>
    /// <param name="prefix">Only keys that begin so are looked at, and it is cut off.</param>
    /// <returns>What fitted and what did not; <see cref="LoadReport.ThrowIfIncomplete"/> makes an error of it.</returns>
    public static LoadReport Load(nn.Module module, ICheckpoint checkpoint, string prefix = "")
    {
        var (pairs, report) = Pair(module, checkpoint, prefix);
        foreach (var (target, entry) in pairs)
            Copy(checkpoint, entry, target);
        return report;
    }

    /// <summary>Reads one tensor, on the processor and in the file's type.</summary>
    public static Tensor Read(ICheckpoint checkpoint, TensorEntry entry)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(entry);
        var tensor = empty(entry.Shape, entry.ElementType.ToScalarType(), CPU);
        CopyBytes(checkpoint, entry, tensor);
        return tensor;
    }

    /// <summary>Reads all tensors, or those whose name begins with a prefix, which is cut off.</summary>
    public static Dictionary<string, Tensor> Read(ICheckpoint checkpoint, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Name[prefix.Length..], e => Read(checkpoint, e), StringComparer.Ordinal);
    }

    /// <summary>Overwrites a tensor of the same shape, on any device, with a value of the file.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Copy(ICheckpoint checkpoint, TensorEntry entry, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(target);
        if (!target.shape.AsSpan().SequenceEqual(entry.Shape))
            throw new ArgumentException($"'{entry.Name}' is {entry.Describe()}, the tensor has the shape [{string.Join(", ", target.shape)}]", nameof(target));
        using var noGrad = no_grad();
        if (target.dtype == entry.ElementType.ToScalarType() && target.device_type == TorchSharp.DeviceType.CPU && target.is_contiguous())
        {
            CopyBytes(checkpoint, entry, target);
            return;
        }
        using var scope = NewDisposeScope();
        target.copy_(Read(checkpoint, entry));
    }

    private static bool IsDerived(nn.Module module, string key) => module is IDerivedKeys known && known.IsDerived(key);

    private static void CopyBytes(ICheckpoint checkpoint, TensorEntry entry, Tensor target)
    {
        if (entry.ByteLength > int.MaxValue)
            throw new TadSrException($"{checkpoint.Path}: the tensor '{Printable.Text(entry.Name)}' is {Printable.Bytes(entry.ByteLength)}; at most 2.14 GB can be loaded.", ErrorKind.BadFile);
        if (entry.ByteLength > 0)
            checkpoint.CopyTo(entry, target.bytes);
    }

    private static (List<(Tensor Target, TensorEntry Entry)> Pairs, LoadReport Report) Pair(nn.Module module, ICheckpoint checkpoint, string prefix)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var found = Named(checkpoint, prefix);
        var pairs = new List<(Tensor, TensorEntry)>();
        List<string> matched = [], missing = [];
        List<MisshapenKey> misshapen = [];
        foreach (var (name, target) in Of(module))
        {
            if (!found.Remove(name, out var entry))
            {
                if (target.is_floating_point())
                    missing.Add(name);
            }
            else if (!target.shape.AsSpan().SequenceEqual(entry.Shape) || target.is_floating_point() != entry.ElementType.IsFloat())
            {
                misshapen.Add(new MisshapenKey(name, TensorEntry.Describe(target.dtype.ToElementType(), target.shape), entry.Describe()));
            }
            else
            {
                matched.Add(name);
                pairs.Add((target, entry));
            }
        }
        var unexpected = found.Keys.Where(name => !IsDerived(module, name)).Order(StringComparer.Ordinal).ToList();
        return (pairs, new LoadReport(matched, missing, unexpected, misshapen));
    }

    private static Dictionary<string, TensorEntry> Named(ICheckpoint checkpoint, string prefix)
    {
        var entries = checkpoint.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal));
        return KeyPrefixes.Strip(entries, e => e.Name[prefix.Length..]).ToDictionary(t => t.Name, t => t.Item, StringComparer.Ordinal);
    }
}
