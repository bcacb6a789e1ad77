using System.CommandLine;

namespace TadSr.Cli;

/// <summary>What the parser hands on to the command of a run.</summary>
/// <param name="messages">The messages of the run.</param>
internal sealed class CommandInvocation(Messages messages) : InvocationConfiguration
{
    /// <summary>The messages of the run.</summary>
    public Messages Messages { get; } = messages;
}
