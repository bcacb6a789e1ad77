using System.Reflection;
using TadSr.NativeRepair;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.NativeRepair;

[Trait("Kind", "Unit")]
public sealed class LifetimeRepairTests
{
    [Fact]
    public void Repair_marks_every_method_with_code_and_a_second_one_finds_nothing()
    {
        var bytes = File.ReadAllBytes(typeof(NativeLibraryFile).Assembly.Location);

        Assert.Equal(RepairOutcome.Repaired, LifetimeRepair.Apply(bytes));
        Assert.Equal(RepairOutcome.NotNeeded, LifetimeRepair.Apply(bytes));
        var context = new System.Runtime.Loader.AssemblyLoadContext("repaired", isCollectible: true);
        var repaired = context.LoadFromStream(new MemoryStream(bytes)).GetType(typeof(NativeLibraryFile).FullName!)!;
        foreach (var method in repaired.GetMethods(BindingFlags.Public | BindingFlags.Static))
            Assert.Equal(MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization, method.MethodImplementationFlags);
        Assert.Empty((IEnumerable<string>)repaired.GetMethod(nameof(NativeLibraryFile.FindBelow))!.Invoke(null, ["/nowhere"])!);
        context.Unload();
    }

    [Fact]
    public void Something_that_is_no_assembly_is_refused() =>
        Assert.Throws<InvalidDataException>(() => LifetimeRepair.Apply([1, 2, 3, 4]));

    [Fact]
    public void TorchSharp_of_this_build_is_repaired() =>
        Assert.Equal(
            MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization,
            typeof(Tensor).GetMethod(nameof(Tensor.add), [typeof(Scalar)])!.MethodImplementationFlags);

    [Fact]
    public void Numbers_in_operations_survive_collections_on_another_thread()
    {
        var stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        var wrong = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 2000; i++)
            {
                using var scope = NewDisposeScope();
                var y = ones(4) * 3 + 0.5;
                if (y.sum().item<float>() != 14f)
                    Interlocked.Increment(ref wrong);
            }
        });
        Volatile.Write(ref stop, true);
        collector.Join();

        Assert.Equal(0, wrong);
    }
}
