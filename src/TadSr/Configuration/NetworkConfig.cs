namespace TadSr.Configuration;

/// <summary>The sizes of a network that can be trained. Which record a section is bound to follows from its key <c>type</c>; every
/// such network has a record of its own.</summary>
public abstract record NetworkConfig;
