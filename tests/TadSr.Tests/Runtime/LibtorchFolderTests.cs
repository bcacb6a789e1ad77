using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class LibtorchFolderTests : IDisposable
{
    private static readonly string[] libraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private readonly TemporaryFolder folder = new();
    private readonly string needed = NeededSymbols.Read().Order(StringComparer.Ordinal).First();

    public LibtorchFolderTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "symbols are compared on Linux alone");
        Write("libc10.so", "one");
        Write("libtorch_cpu.so", "two", needed);
        Write("libtorch.so");
        File.WriteAllBytes(Native, new TestElf { Calls = ["one", "two", needed], Data = ["one"] }.Build());
    }

    private string Native => folder.File("native");

    [Fact]
    public void Folder_with_every_symbol_passes_without_a_word()
    {
        Assert.Null(LibtorchFolder.Open(folder.Path).Compare(Native));
        Assert.Null(LibtorchFolder.Open(folder.Path).Version);
    }

    [Fact]
    public void Folder_may_be_the_one_above_lib()
    {
        var above = Directory.CreateDirectory(folder.File("torch")).FullName;
        Directory.CreateDirectory(Path.Combine(above, "lib"));
        foreach (var name in libraries)
            File.Move(folder.File(name), Path.Combine(above, "lib", name));

        var found = LibtorchFolder.Open(above);

        Assert.Equal(Path.Combine(above, "lib"), found.Path);
        Assert.Null(found.Compare(Native));
    }

    [Theory]
    [InlineData("version.py", "__all__ = ['x']\n__version__ = '2.11.0+cu130'\ndebug = False\n", "2.11.0+cu130")]
    [InlineData("build-version", "2.9.1+cpu\n", "2.9.1+cpu")]
    [InlineData("include/torch/headeronly/version.h", "#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION \"2.12.0\"\n", "2.12.0")]
    [InlineData("include/torch/csrc/api/include/torch/version.h", "#pragma once\n#define TORCH_VERSION \"1.13.1\"\n", "1.13.1")]
    public void Another_version_is_tried_and_named(string file, string text, string version)
    {
        var lib = Directory.CreateDirectory(folder.File("lib")).FullName;
        foreach (var name in libraries)
            File.Move(folder.File(name), Path.Combine(lib, name));
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(file))!);
        File.WriteAllText(folder.File(file), text);

        var found = LibtorchFolder.Open(lib);

        Assert.Equal(version, found.Version);
        Assert.Equal($"libtorch folder {lib}: it has libtorch {version}, TorchSharp was built with 2.10.0; no symbol is missing. It is tried all the same.", found.Compare(Native));
    }

    [Fact]
    public void The_version_that_TorchSharp_was_built_with_passes_without_a_word()
    {
        Assert.StartsWith($"{LibtorchFolder.BuiltWith}.", TorchSharp.torch.__version__, StringComparison.Ordinal);
        var lib = Directory.CreateDirectory(folder.File("lib")).FullName;
        foreach (var name in libraries)
            File.Move(folder.File(name), Path.Combine(lib, name));
        File.WriteAllText(folder.File("version.py"), $"__version__ = '{LibtorchFolder.BuiltWith}+cpu'\n");

        Assert.Null(LibtorchFolder.Open(lib).Compare(Native));
    }

    [Fact]
    public void Missing_symbols_that_nothing_needs_are_counted_and_named()
    {
        File.WriteAllBytes(Native, new TestElf { Calls = ["_ZN2at4goneEv", "_ZN2at5gone2Ev", "_ZN2at5gone3Ev", "_ZN2at5gone4Ev", "one"] }.Build());

        Assert.Equal(
            $"libtorch folder {folder.Path}: it has libtorch of an unknown version, TorchSharp was built with 2.10.0; it lacks 4 symbols that nothing here needs: at::gone, at::gone2, at::gone3 and 1 more. It is tried all the same.",
            LibtorchFolder.Open(folder.Path).Compare(Native));
    }

    [Fact]
    public void Missing_symbol_of_an_operation_is_refused()
    {
        Write("libtorch_cpu.so", "two");

        Assert.Contains($"lacks 1 symbol that is needed: {new ElfImport(needed, false).PlainName()}. Give", Refused(open => open.Compare(Native)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_symbol_that_the_loader_looks_for_at_once_is_refused()
    {
        File.WriteAllBytes(Native, new TestElf { Data = ["_ZTVN5torch2nn6ModuleE"] }.Build());

        Assert.Contains("lacks 1 symbol that is needed: torch::nn::Module. Give", Refused(open => open.Compare(Native)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libc10.so")]
    [InlineData("libtorch_cpu.so")]
    [InlineData("libtorch.so")]
    public void Missing_library_is_named(string name)
    {
        File.Delete(folder.File(name));

        Assert.Contains($"it has no {name}. Give", Assert.Throws<TadSrException>(() => LibtorchFolder.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_folder_and_none_at_all_are_refused()
    {
        var empty = Directory.CreateDirectory(folder.File("empty")).FullName;

        Assert.Contains("it has no libc10.so, libtorch_cpu.so, libtorch.so", Assert.Throws<TadSrException>(() => LibtorchFolder.Open(empty)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<TadSrException>(() => LibtorchFolder.Open(folder.File("absent"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_library_and_one_of_another_name_are_refused()
    {
        File.WriteAllText(folder.File("libc10.so"), "version https://git-lfs.github.com/spec/v1\n");
        Assert.Contains("libc10.so cannot be used: it is cut off", Refused(open => open.Compare(Native)).Message, StringComparison.Ordinal);

        File.WriteAllBytes(folder.File("libc10.so"), new TestElf { Name = "libc10.so.1.13", Exports = ["one"] }.Build());
        Assert.Contains("libc10.so cannot be used: it calls itself libc10.so.1.13", Refused(open => open.Compare(Native)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_that_the_loader_refuses_is_named_with_its_reason()
    {
        var error = Refused(open => open.Load());   // these have no code, and the loader wants more than the tables

        Assert.Contains("libc10.so does not load: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder.File("libc10.so"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private TadSrException Refused(Action<LibtorchFolder> action)
    {
        var error = Assert.Throws<TadSrException>(() => action(LibtorchFolder.Open(folder.Path)));
        Assert.DoesNotContain('\n', error.Message);
        Assert.StartsWith($"libtorch folder {folder.Path}: ", error.Message, StringComparison.Ordinal);
        return error;
    }

    private void Write(string name, params string[] symbols) =>
        File.WriteAllBytes(folder.File(name), new TestElf { Name = name, Exports = symbols, Needs = ["libc.so.6"] }.Build());
}
