using System.Runtime.CompilerServices;
using Xunit.v3;

namespace TadSr.Tests;

/// <summary>A test that takes minutes or much memory: skipped with a reason unless <c>scripts/slow.sh</c> runs it. It carries the
/// trait Kind = Slow.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlowFactAttribute : FactAttribute, ITraitAttribute
{
    public SlowFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (Environment.GetEnvironmentVariable("TADSR_SLOW") is not "1")
            Skip = "slow: run scripts/slow.sh";
    }

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Kind", "Slow")];
}
