namespace TadSr.Checkpoints;

/// <summary>A network that computes the values of some keys itself, whatever a file holds for them.</summary>
internal interface IDerivedKeys
{
    /// <summary>Whether a key is of that kind; it is neither loaded, nor missed, nor written.</summary>
    bool IsDerived(string key);
}
