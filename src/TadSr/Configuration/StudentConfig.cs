namespace TadSr.Configuration;

/// <summary>Where the student starts.</summary>
public sealed record StudentConfig
{
    /// <summary><c>teacher</c>, or a weight file of the same architecture.</summary>
    public string Init { get; init; } = "teacher";
}
