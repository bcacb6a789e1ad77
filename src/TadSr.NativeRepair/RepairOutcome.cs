namespace TadSr.NativeRepair;

/// <summary>What a repair found in a library.</summary>
public enum RepairOutcome
{
    /// <summary>There was nothing to repair.</summary>
    NotNeeded,

    /// <summary>The requirement was weak already.</summary>
    AlreadyWeak,

    /// <summary>The library was repaired.</summary>
    Repaired,
}
