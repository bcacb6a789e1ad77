namespace TadSr.Checkpoints.Pickle;

/// <summary>A value of a pickle that holds other values.</summary>
internal abstract class PickleContainer
{
    /// <summary>How deep containers were nested in this one when they were put there.</summary>
    public int Depth { get; private set; }

    /// <summary>Takes note of a value that was put in, and returns the depth that results.</summary>
    protected int Hold(object? value)
    {
        if (value is PickleContainer inner)
            Depth = Math.Max(Depth, inner.Depth + 1);
        return Depth;
    }
}
