namespace TadSr.Checkpoints;

/// <summary>Keys that the published files hold although every network computes their values itself.</summary>
public static class DerivedKeys
{
    /// <summary>Whether a key names such a buffer: <c>relative_position_index</c> or <c>attn_mask</c>, at any depth.</summary>
    public static bool Contains(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name[(name.LastIndexOf('.') + 1)..] is "relative_position_index" or "attn_mask";
    }
}
