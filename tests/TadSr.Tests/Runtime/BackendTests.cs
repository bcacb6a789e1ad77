using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class BackendTests
{
    [Fact]
    public void Backend_loads_and_computes_on_this_machine()
    {
        Backend.Load();
        using var scope = NewDisposeScope();
        Assert.Equal(6f, (ones(2, 3) * 1).sum().item<float>());
    }

    [Fact]
    public void Repaired_copy_lies_where_nobody_else_can_lay_a_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux needs a repair");
        var library = NativeLibraryFile.FindBelow(AppContext.BaseDirectory).First();
        var folders = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(Backend.LoadPrivateCopy(library, copy =>
            {
                folders.Add(Path.GetDirectoryName(copy)!);
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folders[i]));
                Assert.Equal([copy], Directory.GetFiles(folders[i]));
            }));
        }
        Assert.NotEqual(folders[0], folders[1]);
        Assert.All(folders, folder => Assert.False(Directory.Exists(folder)));
    }

    [Fact]
    public void Another_libtorch_cannot_be_chosen_once_one_is_loaded()
    {
        Backend.Load();
        var error = Assert.Throws<TadSrException>(() => Backend.UseLibtorch("elsewhere"));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.StartsWith("libtorch folder elsewhere: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("loaded already, and a process has only one", error.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains("libtorch_cpu.so is loaded already", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    public void Backend_names_the_devices_when_one_is_unknown(string name)
    {
        var error = Assert.Throws<TadSrException>(() => Backend.ChooseDevice(name));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("cuda:N", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backend_says_so_when_cuda_is_absent()
    {
        Backend.Load();
        if (cuda.is_available())
            return;
        var error = Assert.Throws<TadSrException>(() => Backend.ChooseDevice("cuda"));
        Assert.Contains("Use cpu", error.Message, StringComparison.Ordinal);
    }
}
