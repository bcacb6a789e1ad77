using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Tests.Configuration;

[Trait("Kind", "Unit")]
public sealed class PresetFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tadsr-presets-");

    public PresetFileTests()
    {
        folder.CreateSubdirectory("lite");
        foreach (var name in new[] { "realsr.yaml", "faces.yaml", "lite/student.yaml" })
            File.WriteAllText(Path.Combine(folder.FullName, name), "recipe: paper\n");
    }

    [Theory]
    [InlineData("realsr", "realsr.yaml")]
    [InlineData("realsr.yaml", "realsr.yaml")]
    [InlineData("lite/student", "lite/student.yaml")]
    [InlineData("lite/student.yaml", "lite/student.yaml")]
    public void Bare_name_finds_the_shipped_preset(string name, string file) =>
        Assert.Equal(Path.Combine(folder.FullName, file), PresetFile.Find(name, [folder.FullName]));

    [Fact]
    public void File_at_the_path_itself_wins()
    {
        var own = Path.Combine(folder.FullName, "own.yaml");
        File.WriteAllText(own, "");

        Assert.Equal(own, PresetFile.Find(own, [folder.FullName]));
        Assert.Equal(own, PresetFile.Find(Path.ChangeExtension(own, null), []));
    }

    [Fact]
    public void Missing_preset_lists_the_known_ones()
    {
        var error = Assert.Throws<TadSrException>(() => PresetFile.Find("realrs.yaml", [folder.FullName]));

        Assert.Equal("realrs.yaml: there is no such file and no shipped preset of that name; did you mean 'realsr'? shipped presets: faces, lite/student, realsr.", error.Message);
        Assert.Equal(ErrorKind.BadFile, error.Kind);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
