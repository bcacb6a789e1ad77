using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>A model that comes with the program.</summary>
/// <param name="Name">The word that stands for it, such as <c>lite</c>.</param>
/// <param name="FileName">Its file in the folder <c>weights</c>.</param>
/// <param name="Description">What it is.</param>
internal sealed record BundledModel(string Name, string FileName, string Description)
{
    /// <summary>The one-step model of this project, which is used where none is named.</summary>
    public static BundledModel Lite { get; } = new("lite", "tadsr-lite-x4.safetensors", "one-step diffusion, x4");

    /// <summary>Real-ESRGAN's small network for photographs.</summary>
    public static BundledModel General { get; } = new("general", "realesr-general-x4v3.safetensors", "Real-ESRGAN general x4v3");

    /// <summary>The same network, trained to leave noise alone; both can be mixed.</summary>
    public static BundledModel WeakDenoise { get; } = new("wdn", "realesr-general-wdn-x4v3.safetensors", "Real-ESRGAN general x4v3, weak denoising");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BundledModel> All { get; } = [Lite, General, WeakDenoise];

    /// <summary>The file of a model: that of a bundled model by its name, else the path itself.</summary>
    /// <exception cref="TadSrException">The bundled file is missing, or a bare word is neither a name nor a file.</exception>
    public static string Resolve(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (All.FirstOrDefault(model => model.Name == nameOrPath) is { } known)
            return known.Find();
        var isWord = nameOrPath.All(c => char.IsLetterOrDigit(c) || c == '-');
        return isWord && !File.Exists(nameOrPath)
            ? throw new TadSrException($"{nameOrPath}: there is no such file, and no model of that name comes with the program; use {string.Join(", ", All.Select(model => model.Name))} or the path of a weight file.", ErrorKind.BadFile)
            : nameOrPath;
    }

    /// <summary>The file in the first of <see cref="ShippedFiles.WeightFolders"/> that has it.</summary>
    /// <exception cref="TadSrException">It is in none of them.</exception>
    public string Find() => Find(new ShippedFiles());

    internal string Find(ShippedFiles shipped) =>
        shipped.WeightFolders("weights").Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists)
        ?? throw new TadSrException(
            $"{FileName} lies neither in weights/ beside the program nor in the folder that {ShippedFiles.WeightsVariable} names. Restore it from the repository or give the path of a weight file.", ErrorKind.BadFile);
}
