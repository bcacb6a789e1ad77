namespace TadSr.Networks;

/// <summary>A checkpoint has the marks of a network, but its sizes cannot be read off. Never leaves the recogniser.</summary>
internal sealed class UnrecognisedException(string message) : Exception(message);
