namespace TadSr.Runtime;

/// <summary>How messages name the properties that a caller sets. A program that offers them under other names can replace these
/// words, which occur nowhere else.</summary>
internal static class Setting
{
    public const string AcceptDamaged = "FolderRunOptions.AcceptDamaged";
    public const string Batch = "SuperResolverOptions.Batch";
    public const string Blend = "SuperResolverOptions.Blend";
    public const string ColorFix = "SuperResolverOptions.ColorFix";
    public const string Codec = "SuperResolverOptions.Codec";
    public const string Denoise = "SuperResolverOptions.Denoise";
    public const string LibVipsFolder = "ImageFile.LibVipsFolder";
    public const string MaxMemory = "SuperResolverOptions.MaxMemory";
    public const string Overlap = "SuperResolverOptions.Overlap";
    public const string Precision = "SuperResolverOptions.Precision";
    public const string Sampler = "SuperResolverOptions.Sampler";
    public const string Schedule = "SuperResolverOptions.Schedule";
    public const string Steps = "SuperResolverOptions.Steps";
    public const string Tile = "SuperResolverOptions.Tile";
    public const string Format = "FolderRunOptions.Format";
    public const string Output = "FolderRunOptions.Output";
    public const string Crop = "EvaluationOptions.Crop";
    public const string Protocol = "EvaluationOptions.Protocol";
    public const string Strict = "EvaluationOptions.Strict";
    public const string WeightsFolder = "EvaluationOptions.WeightsFolder";
}
