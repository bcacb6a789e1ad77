using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class ElfLibraryTests : IDisposable
{
    private static readonly TestElf small = new()
    {
        Name = "libsmall.so.3",
        Needs = ["libone.so", "libtwo.so.6"],
        Exports = ["alpha", "beta", "gamma", "_ZN2at3addEv", "delta", "epsilon", "zeta"],
        Calls = ["called", "called_too"],
        Data = ["table"],
        Weak = ["perhaps"],
        Versioned = ["malloc"],
    };

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Library_tells_its_name_its_needs_and_its_symbols()
    {
        using var library = ElfLibrary.Open(Write(small.Build()));

        Assert.Equal("libsmall.so.3", library.Name);
        Assert.Equal(["libone.so", "libtwo.so.6"], library.Needs);
        Assert.Equal([new("called", false), new("called_too", false), new("table", true)], library.Imports());
        Assert.All(small.Exports, name => Assert.True(library.Exports(name), name));
        Assert.All(["called", "malloc", "alph", "alphab", "", "eta"], name => Assert.False(library.Exports(name), name));
    }

    [Fact]
    public void TorchSharp_finds_every_symbol_in_the_package_of_libtorch()
    {
        var native = NativeLibraryFile.FindBelow(AppContext.BaseDirectory).FirstOrDefault();
        Assert.SkipWhen(native is null, "only Linux has the library");
        using var user = ElfLibrary.Open(native);
        string[] required = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
        var libraries = required.Select(name => ElfLibrary.Open(Path.Combine(Path.GetDirectoryName(native)!, name))).ToList();
        var imports = user.Imports();

        Assert.Equal(required.Order(), user.Needs.Where(name => name.StartsWith("libtorch", StringComparison.Ordinal) || name.StartsWith("libc10", StringComparison.Ordinal)).Order());
        Assert.InRange(imports.Count, 1000, 2000);
        Assert.InRange(imports.Count(symbol => symbol.IsBoundWhenLoaded), 50, 200);
        Assert.DoesNotContain(imports, symbol => symbol.Symbol.Contains("GLIBC", StringComparison.Ordinal) || symbol.Symbol == "malloc");
        Assert.All(imports, symbol => Assert.True(libraries.Exists(library => library.Exports(symbol.Symbol)), symbol.Symbol));
        libraries.ForEach(library => library.Dispose());
    }

    [Fact]
    public void Every_shortened_library_is_called_cut_off_or_damaged()
    {
        var whole = small.Build();
        for (var length = 0; length < whole.Length; length += 3)
        {
            var path = Write(whole[..length]);
            Assert.Throws<InvalidDataException>(() =>
            {
                using var library = ElfLibrary.Open(path);
                _ = library.Imports();
                foreach (var name in small.Exports)
                    _ = library.Exports(name);
            });
        }
    }

    [Fact]
    public void Damaged_library_never_gives_another_error()
    {
        var whole = small.Build();
        for (var draw = 0ul; draw < 400; draw++)
        {
            var random = new CounterRandom(5, draw);
            var bytes = (byte[])whole.Clone();
            for (var i = 0; i < 4; i++)
                bytes[random.NextInt(bytes.Length)] = (byte)random.NextInt(256);
            try
            {
                using var library = ElfLibrary.Open(Write(bytes));
                _ = library.Imports();
                foreach (var name in small.Exports)
                    _ = library.Exports(name);
            }
            catch (InvalidDataException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    [Theory]
    [InlineData(3, "another processor")]
    [InlineData(183, "another processor")]
    public void Library_for_another_processor_is_refused(int machine, string reason)
    {
        var path = Write(new TestElf { Machine = (ushort)machine }.Build());

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ElfLibrary.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_no_library() =>
        Assert.Contains("no 64-bit library", Assert.Throws<InvalidDataException>(() => ElfLibrary.Open(Write([.. Enumerable.Repeat((byte)'x', 100)]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("_ZN2at4_ops10add_Tensor4callERKNS_6TensorES4_RKN3c106ScalarE", "at::_ops::add_Tensor::call")]
    [InlineData("_ZNK2at10TensorBase7is_leafEv", "at::TensorBase::is_leaf")]
    [InlineData("_ZTVN5torch2nn6ModuleE", "torch::nn::Module")]
    [InlineData("_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc", "_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc")]
    [InlineData("_ZN99at", "_ZN99at")]
    [InlineData("plain", "plain")]
    public void Symbol_is_shown_without_its_arguments(string symbol, string name) => Assert.Equal(name, new ElfImport(symbol, false).PlainName());

    public void Dispose() => folder.Dispose();

    private string Write(byte[] bytes)
    {
        var path = folder.File("library.so");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
