namespace TadSr.Checkpoints.Pickle;

/// <summary>A value that weights never need: a device, a layout, a number or type of numpy. It is parsed and dropped.</summary>
internal sealed class PickleOpaque
{
    private PickleOpaque()
    {
    }

    public static PickleOpaque Value { get; } = new();
}
