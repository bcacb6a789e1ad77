namespace TadSr.Models;

/// <summary>What a checkpoint is, as far as names and shapes tell.</summary>
/// <param name="Family">The class of the network.</param>
public abstract record RecognisedNetwork(string Family)
{
    /// <summary>The family and its sizes on one line.</summary>
    public abstract string Describe();
}
