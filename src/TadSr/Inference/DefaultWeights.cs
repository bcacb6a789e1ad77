using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Inference;

/// <summary>Finds the weights that come with the program.</summary>
public static class DefaultWeights
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "tadsr-lite-x4.safetensors";

    /// <summary>The file in the folder named by <see cref="WeightStore.Variable"/>, beside the program, or in the checkout that the program was built from.</summary>
    /// <exception cref="TadSrException">It is in none of them.</exception>
    public static string Find() => Find(Environment.GetEnvironmentVariable(WeightStore.Variable), AppContext.BaseDirectory);

    internal static string Find(string? variable, string programFolder)
    {
        if (!string.IsNullOrEmpty(variable) && File.Exists(Path.Combine(variable, FileName)))
            return Path.Combine(variable, FileName);
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "weights", FileName);
            if (File.Exists(path))
                return path;
        }
        throw new TadSrException(
            $"{FileName} lies neither in weights/ beside the program nor in the folder that {WeightStore.Variable} names. Restore it from the repository or give a weight file with --weights.", ExitCode.BadFile);
    }
}
