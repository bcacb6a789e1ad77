namespace TadSr.Checkpoints.Pickle;

/// <summary>A value that weights never need: a type, a device, a path, an array of numpy. It is parsed and dropped.</summary>
internal sealed class PickleOpaque
{
    private PickleOpaque()
    {
    }

    public static PickleOpaque Value { get; } = new();
}
