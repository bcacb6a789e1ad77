using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class ShippedFilesTests
{
    [Fact]
    public void Program_comes_before_its_checkout()
    {
        using var folder = new TemporaryFolder();
        var program = Directory.CreateDirectory(folder.File("artifacts/bin")).FullName;
        File.WriteAllText(folder.File("TadSr.sln"), "");

        Assert.Equal([Path.Combine(program, "configs"), folder.File("configs")], new ShippedFiles(program, null).Places("configs"));
    }

    [Fact]
    public void Program_outside_a_checkout_has_its_own_folder_alone()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal([folder.File("configs")], new ShippedFiles(folder.Path, null).Places("configs"));
    }

    [Theory]
    [InlineData(null, "program/weights")]
    [InlineData("", "program/weights")]
    [InlineData("mine", "mine", "program/weights")]
    public void Folder_of_the_variable_comes_first_for_weights_alone(string? variable, params string[] expected)
    {
        using var folder = new TemporaryFolder();
        var program = Directory.CreateDirectory(folder.File("program")).FullName;
        var shipped = new ShippedFiles(program, variable);

        Assert.Equal(expected, shipped.WeightFolders("weights").Select(path => Path.IsPathRooted(path) ? Path.GetRelativePath(folder.Path, path) : path));
        Assert.Equal([Path.Combine(program, "configs")], shipped.Places("configs"));
    }
}
