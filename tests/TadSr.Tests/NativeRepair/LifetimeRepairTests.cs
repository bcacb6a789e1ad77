using System.Reflection;
using TadSr.NativeRepair;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.NativeRepair;

[Trait("Kind", "Unit")]
public sealed class LifetimeRepairTests
{
    [Fact]
    public void Repair_marks_every_method_with_code_and_a_second_one_finds_nothing()
    {
        var bytes = File.ReadAllBytes(typeof(LifetimeRepair).Assembly.Location);

        Assert.Equal(RepairOutcome.Repaired, LifetimeRepair.Apply(bytes));
        Assert.Equal(RepairOutcome.NotNeeded, LifetimeRepair.Apply(bytes));
        var context = new System.Runtime.Loader.AssemblyLoadContext("repaired", isCollectible: true);
        var repaired = context.LoadFromStream(new MemoryStream(bytes)).GetType(typeof(ManagedLibraryFile).FullName!)!;
        foreach (var method in repaired.GetMethods(BindingFlags.Public | BindingFlags.Static))
            Assert.Equal(MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization, method.MethodImplementationFlags);
        Assert.Empty((IEnumerable<string>)repaired.GetMethod(nameof(ManagedLibraryFile.FindBelow))!.Invoke(null, ["/nowhere"])!);
        context.Unload();
    }

    [Fact]
    public void Something_that_is_no_assembly_is_refused() =>
        Assert.Throws<InvalidDataException>(() => LifetimeRepair.Apply([1, 2, 3, 4]));

    [Fact]
    public void Repaired_file_keeps_its_time_and_breaks_its_hard_link()
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-repair-");
        try
        {
            var original = Path.Combine(folder.FullName, "original.dll");
            var copy = Path.Combine(folder.FullName, ManagedLibraryFile.Name);
            File.Copy(typeof(LifetimeRepair).Assembly.Location, original);
            File.Copy(original, copy);
            var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(copy, time);

            Assert.Equal(RepairOutcome.Repaired, ManagedLibraryFile.Repair(Assert.Single(ManagedLibraryFile.FindBelow(folder.FullName))));

            Assert.Equal(time, File.GetLastWriteTimeUtc(copy));
            Assert.NotEqual(File.ReadAllBytes(original), File.ReadAllBytes(copy));
            Assert.Equal(2, folder.GetFiles().Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

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
