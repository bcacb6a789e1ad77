using SixLabors.ImageSharp;
using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Refuses another picture library than the one that this code was compiled with. A program that refers to a newer one of its
/// own gets it, with no more than a warning of the build, and each call of ours would then miss its method.</summary>
internal static class PictureLibraryVersion
{
    private static readonly Lazy<(Version Built, Version Loaded)> versions = new(() =>
    {
        var loaded = typeof(Image).Assembly.GetName();
        var built = typeof(PictureLibraryVersion).Assembly.GetReferencedAssemblies().First(assembly => assembly.Name == loaded.Name);
        return (built.Version!, loaded.Version!);
    });

    /// <summary>Checks the one that is loaded.</summary>
    /// <exception cref="TadSrException">It is another.</exception>
    public static void Require() => Require(versions.Value.Built, versions.Value.Loaded);

    internal static void Require(Version built, Version loaded)
    {
        if (built.Major != loaded.Major)
        {
            throw new TadSrException(
                $"SixLabors.ImageSharp of the assembly version {loaded} is loaded, but TadSr works with {built} alone. Remove the program's own reference to ImageSharp, or name the version that the package TadSr asks for.",
                ErrorKind.Environment);
        }
    }
}
