using TadSr.NativeRepair;
using TadSr.Runtime;

namespace TadSr.Tests.NativeRepair;

[Trait("Kind", "Unit")]
public sealed class RepairedCopyTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tadsr-repair-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Copy_is_repaired_and_the_original_is_not_touched()
    {
        var original = Original();
        var before = File.ReadAllBytes(original);

        Assert.True(RepairedCopy.Write(original, Path.Combine(folder.FullName, "new", "folder")));

        Assert.Equal(before, File.ReadAllBytes(original));
        var copy = File.ReadAllBytes(Path.Combine(folder.FullName, "new", "folder", RepairedCopy.ManagedName));
        Assert.NotEqual(before, copy);
        Assert.Equal(RepairOutcome.NotNeeded, LifetimeRepair.Apply(copy));
    }

    [Fact]
    public void Copy_that_is_right_keeps_its_time_so_that_nothing_is_copied_again()
    {
        var original = Original();
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        RepairedCopy.Write(original, Copies);
        File.SetLastWriteTimeUtc(Copy, time);

        Assert.False(RepairedCopy.Write(original, Copies));

        Assert.Equal(time, File.GetLastWriteTimeUtc(Copy));
    }

    [Fact]
    public void Copy_of_another_original_is_replaced_and_not_written_to()
    {
        var original = Original();
        Directory.CreateDirectory(Copies);
        File.WriteAllText(Copy, "of another version");
        using var output = new FileStream(Copy, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        Assert.True(RepairedCopy.Write(original, Copies));

        Assert.Equal("of another version", new StreamReader(output).ReadToEnd());
        Assert.Equal([Copy], Directory.GetFiles(Copies));
        Assert.Equal(new FileInfo(original).Length, new FileInfo(Copy).Length);
    }

    [Theory]
    [InlineData("other.dll")]
    [InlineData(NativeLibraryFile.Name)]
    [InlineData(RepairedCopy.ManagedName)]
    public void File_that_is_not_one_of_TorchSharp_is_refused_and_nothing_written(string name)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, "neither an assembly nor a library");

        Assert.Throws<InvalidDataException>(() => RepairedCopy.Write(file, Copies));

        Assert.False(Directory.Exists(Copies));
    }

    private string Copies => Path.Combine(folder.FullName, "copies");

    private string Copy => Path.Combine(Copies, RepairedCopy.ManagedName);

    private string Original()
    {
        var path = Path.Combine(folder.FullName, RepairedCopy.ManagedName);
        File.Copy(typeof(RepairedCopyTests).Assembly.Location, path);
        return path;
    }
}
