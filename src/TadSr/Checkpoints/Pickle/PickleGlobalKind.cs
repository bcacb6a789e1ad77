namespace TadSr.Checkpoints.Pickle;

/// <summary>What an allowed global does when it is called.</summary>
internal enum PickleGlobalKind
{
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage,
    Size,

    /// <summary>Its result is dropped.</summary>
    Opaque,
}
