using TadSr.Checkpoints;
using TadSr.Runtime;

namespace TadSr.Networks;

/// <summary>A network of a family in certain sizes: all that the program knows of it without building it.</summary>
/// <param name="Family">Name of the family.</param>
public abstract record NetworkDescription(string Family)
{
    /// <summary>What <see cref="Precision.Auto"/> means for this network: bfloat16 where the hardware has units for it, unless a
    /// family's published results need float32.</summary>
    public virtual Precision AutoPrecision => Precision.Auto;

    /// <summary>Element types in which the network keeps its results; asking for another is refused.</summary>
    public virtual IReadOnlyList<Precision> Precisions => [Precision.Fp32, Precision.Bf16, Precision.Fp16];

    /// <summary>Whether low frequencies of the result are held to the input's unless something else is asked for.</summary>
    public virtual bool RepairsColours => true;

    /// <summary>How the program that was published with the network runs it; null where there is none.</summary>
    /// <param name="model">What the file says, or is taken to say, of itself; null for networks without diffusion.</param>
    internal virtual PublishedScript? Script(ModelDescription? model) => null;

    /// <summary>The family and its sizes on one line.</summary>
    public abstract string Describe();

    /// <summary>How names and shapes of a checkpoint fit this network; the element types are not looked at.</summary>
    internal LoadReport Compare(KeyShapes keys)
    {
        var layout = Plan();
        List<string> matched = [], missing = [];
        List<MisshapenKey> misshapen = [];
        foreach (var (name, shape) in layout.Keys)
        {
            if (keys.Find(name) is not { } found)
                missing.Add(name);
            else if (found.AsSpan().SequenceEqual(shape))
                matched.Add(name);
            else
                misshapen.Add(new MisshapenKey(name, Shape(shape), Shape(found)));
        }
        var known = layout.Keys.Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        return new LoadReport(matched, missing, [.. keys.Names.Where(name => !known.Contains(name) && !IsDerived(name)).Order(StringComparer.Ordinal)], misshapen);

        static string Shape(long[] shape) => $"[{string.Join(", ", shape)}]";
    }

    /// <summary>Whether a file may hold the key although the network computes its value itself.</summary>
    public virtual bool IsDerived(string key) => false;

    /// <summary>Lists keys, shapes and arithmetic.</summary>
    public abstract NetworkLayout Plan();
}
