namespace TadSr.Runtime;

/// <summary>Where files that ship with the program lie: in the program's folder, or in the checkout that it was built in. For
/// weights the folder that the environment variable <c>TADSR_WEIGHTS</c> names comes first.</summary>
internal sealed class ShippedFiles
{
    /// <summary>Environment variable that names a folder of weight files.</summary>
    public const string WeightsVariable = "TADSR_WEIGHTS";

    private const string CheckoutMark = "TadSr.sln";

    private readonly string? weights;
    private readonly List<string> roots;

    /// <summary>The files of the running program.</summary>
    public ShippedFiles()
        : this(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(WeightsVariable))
    {
    }

    /// <summary>As <see cref="ShippedFiles()"/>, with the folder of the program and the value of the variable given.</summary>
    internal ShippedFiles(string programFolder, string? weights)
    {
        this.weights = string.IsNullOrEmpty(weights) ? null : weights;
        roots = [programFolder];
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, CheckoutMark)))
                roots.Add(folder.FullName);
        }
    }

    /// <summary>The places of a file or folder, in the order in which they are searched.</summary>
    /// <param name="path">Relative to the program's folder.</param>
    public IEnumerable<string> Places(string path) => roots.Select(root => Path.Combine(root, path));

    /// <summary>The folders that weight files are looked for in, in that order.</summary>
    /// <param name="folder">Where those of the kind lie, relative to the program's folder.</param>
    public IEnumerable<string> WeightFolders(string folder) => weights is null ? Places(folder) : Places(folder).Prepend(weights);
}
