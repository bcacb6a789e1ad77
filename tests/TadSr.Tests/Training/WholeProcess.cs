namespace TadSr.Tests.Training;

/// <summary>Tests that look at the memory of the whole process: they run alone, after all others.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;
