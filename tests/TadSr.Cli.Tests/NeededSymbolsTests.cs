using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class NeededSymbolsTests
{
    [Fact]
    public void Stored_list_holds_what_library_and_program_can_come_to()
    {
        var native = NativeLibraryFile.FindBelow(AppContext.BaseDirectory).FirstOrDefault();
        Assert.SkipWhen(native is null, "only Linux has the library");
        var reached = new NativeCalls(native).From(NativeReach.Of(typeof(torch).Assembly, typeof(TadSrException).Assembly, typeof(Shell).Assembly));
        using var library = ElfLibrary.Open(native);
        var expected = library.Imports().Where(symbol => !symbol.IsBoundWhenLoaded && reached.Contains(symbol.Symbol)).Select(symbol => symbol.Symbol).Order(StringComparer.Ordinal).ToList();
        var anew = Path.Combine(AppContext.BaseDirectory, "NeededSymbols.txt");
        File.WriteAllText(anew, string.Concat(expected.Select(symbol => $"{symbol}\n")));

        var stored = NeededSymbols.Read();

        Assert.True(stored.SetEquals(expected), $"{expected.Except(stored).Count()} symbols are missing in the stored list and {stored.Except(expected).Count()} too many: copy {anew} over src/TadSr/Runtime/NeededSymbols.txt");
    }

    [Fact]
    public void Reach_holds_what_infer_and_train_call_and_not_what_nothing_calls()
    {
        var reach = NativeReach.Of(typeof(torch).Assembly, typeof(TadSrException).Assembly, typeof(Shell).Assembly);

        Assert.Superset(new HashSet<string> { "THSTensor_conv2d", "THSTensor_backward", "THSTensor_to_device", "THSTensor_dispose", "THSTorchCuda_is_available", "THSNN_Module_to_device" }, reach.ToHashSet());
        Assert.DoesNotContain("THSNN_LSTM_ctor", reach);
        Assert.DoesNotContain("THSLinalg_svd", reach);
    }

    // Their native functions let exceptions through, and those end the process, also for lack of memory (docs/deviations.md, trap 6).
    [Theory]
    [InlineData("THSTensor_matmul", "BatchProduct, bmm, mm or mv")]
    [InlineData("THSAutograd_grad", "LeafGradient")]
    [InlineData("THSTensor_cummax", "another operation")]
    [InlineData("THSTensor_cummin", "another operation")]
    public void Reach_holds_nothing_that_ends_the_process_where_it_fails(string function, string instead) =>
        Assert.False(NativeReach.Of(typeof(torch).Assembly, typeof(TadSrException).Assembly, typeof(Shell).Assembly).Contains(function), $"{function}: take {instead}");
}
