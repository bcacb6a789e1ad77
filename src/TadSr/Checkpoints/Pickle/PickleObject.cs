namespace TadSr.Checkpoints.Pickle;

/// <summary>An object of an allowed class as the dictionary of its attributes: the class is a name and nothing else.</summary>
/// <param name="className">Module and name of the class.</param>
internal sealed class PickleObject(string className) : PickleDictionary
{
    /// <summary>How the classes of a TorchScript archive begin.</summary>
    public const string ModulePrefix = "__torch__.";

    /// <summary>Whether it is a module of a TorchScript archive.</summary>
    public bool IsModule { get; } = className.StartsWith(ModulePrefix, StringComparison.Ordinal);
}
