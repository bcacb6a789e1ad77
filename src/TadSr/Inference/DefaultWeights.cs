using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Finds the weights that come with the program.</summary>
public static class DefaultWeights
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "tadsr-lite-x4.safetensors";

    /// <summary>The file in the first of <see cref="ShippedFiles.WeightFolders"/> that has it.</summary>
    /// <exception cref="TadSrException">It is in none of them.</exception>
    public static string Find() =>
        new ShippedFiles().WeightFolders("weights").Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists)
        ?? throw new TadSrException(
            $"{FileName} lies neither in weights/ beside the program nor in the folder that {ShippedFiles.WeightsVariable} names. Restore it from the repository or give a weight file with --weights.", ExitCode.BadFile);
}
