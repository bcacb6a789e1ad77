using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class DecoyTests
{
    [Fact]
    public void Loader_takes_the_decoy_for_the_file_whose_path_it_carries()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "only there");
        using var folder = new TemporaryFolder();
        var hidden = folder.File("libhidden.so");
        Assert.False(NativeLibrary.TryLoad(hidden, out _));

        File.WriteAllBytes(folder.File("decoy.so"), Decoy.Of(hidden));
        var decoy = NativeLibrary.Load(folder.File("decoy.so"));

        Assert.True(NativeLibrary.TryLoad(hidden, out var found));
        Assert.Equal(decoy, found);
        Assert.False(NativeLibrary.TryLoad(folder.File("libother.so"), out _));
    }
}
