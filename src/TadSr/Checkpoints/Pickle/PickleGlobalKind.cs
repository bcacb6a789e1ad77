namespace TadSr.Checkpoints.Pickle;

/// <summary>What may be done with a global.</summary>
internal enum PickleGlobalKind
{
    OrderedDict,

    /// <summary>A call with a dictionary gives that dictionary.</summary>
    Dictionary,

    /// <summary>A call gives an empty dictionary, whatever makes its default values.</summary>
    DefaultDict,

    /// <summary>A call with a list or tuple gives a list of the same values.</summary>
    Items,

    RebuildTensor,
    RebuildParameter,
    Storage,
    Size,

    /// <summary>A call gives its first argument: the others say of which type it is.</summary>
    First,

    /// <summary>A call gives a <see cref="PickleObject"/>.</summary>
    Object,

    /// <summary>The result of a call is dropped.</summary>
    Opaque,

    /// <summary>A plain value by itself, which is dropped.</summary>
    Value,

    /// <summary>The name of a class, which is never called.</summary>
    Class,

    /// <summary>Not allowed, except as the key of a dictionary, where it is a mere name: older training programs file the state
    /// of a callback under its class.</summary>
    Foreign,
}
