namespace TadSr.NativeRepair;

/// <summary>What <see cref="ElfVersionRepair"/> found in a library.</summary>
public enum RepairOutcome
{
    /// <summary>The library does not ask for that version.</summary>
    NotNeeded,

    /// <summary>The requirement was weak already.</summary>
    AlreadyWeak,

    /// <summary>The requirement was made weak.</summary>
    Repaired,
}
