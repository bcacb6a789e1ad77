using System.Runtime.Loader;
using TadSr.NativeRepair;
using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class RepairCheckTests
{
    private static readonly string OwnFile = typeof(RepairCheckTests).Assembly.Location;

    [Fact]
    public void TorchSharp_of_this_build_passes() => RepairCheck.Require(typeof(torch).Assembly);

    [Fact]
    public void Assembly_passes_once_it_is_repaired()
    {
        var bytes = File.ReadAllBytes(OwnFile);
        LifetimeRepair.Apply(bytes);

        Require(bytes);
    }

    [Fact]
    public void Unrepaired_assembly_is_refused_in_one_line_that_names_the_remedy()
    {
        var error = Assert.Throws<TadSrException>(() => RepairCheck.Require(typeof(RepairCheckTests).Assembly));

        Assert.Equal(ErrorKind.Environment, error.Kind);
        Assert.DoesNotContain('\n', error.Message);
        Assert.StartsWith("TadSr.Tests.dll of this program is not repaired", error.Message, StringComparison.Ordinal);
        Assert.Contains("Reference the package TadSr", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_unmarked_method_is_enough_to_refuse()
    {
        var original = File.ReadAllBytes(OwnFile);
        var bytes = File.ReadAllBytes(OwnFile);
        LifetimeRepair.Apply(bytes);
        var flags = original.AsSpan().CommonPrefixLength(bytes);
        bytes[flags] = original[flags];

        var error = Assert.Throws<TadSrException>(() => Require(bytes));

        Assert.Contains("(1 of its ", error.Message, StringComparison.Ordinal);
    }

    private static void Require(byte[] assembly)
    {
        var context = new AssemblyLoadContext("copy", isCollectible: true);
        try
        {
            RepairCheck.Require(context.LoadFromStream(new MemoryStream(assembly)));
        }
        finally
        {
            context.Unload();
        }
    }
}
