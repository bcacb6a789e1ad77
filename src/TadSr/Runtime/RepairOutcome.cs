namespace TadSr.Runtime;

/// <summary>What a repair found in a library.</summary>
internal enum RepairOutcome
{
    /// <summary>There was nothing to repair.</summary>
    NotNeeded,

    /// <summary>The requirement was weak already.</summary>
    AlreadyWeak,

    /// <summary>The library was repaired.</summary>
    Repaired,
}
