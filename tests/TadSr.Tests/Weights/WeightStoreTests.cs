using System.Security.Cryptography;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class WeightStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-weights-").FullName;

    public static TheoryData<string> Bundled => [.. Catalogue.Entries.Where(e => e.Bundled).Select(e => e.FileName)];

    [Theory]
    [MemberData(nameof(Bundled))]
    public void Bundled_files_lie_beside_the_program_with_the_recorded_hash(string name)
    {
        var entry = Catalogue.Entries.Single(e => e.FileName == name);
        var file = new WeightStore(null, new ShippedFiles(AppContext.BaseDirectory, null)).Find(entry);
        Assert.Equal(entry.Sha256, file.Sha256);
        Assert.Contains(entry.Sha256, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "weights", "metrics", "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Store_names_a_missing_file_and_what_to_do_in_one_line()
    {
        var error = Assert.Throws<TadSrException>(() => new WeightStore(folder, new ShippedFiles(folder, null)).Find(Catalogue.Vgg16));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith("vgg16-397923af.pth", error.Message, StringComparison.Ordinal);
        Assert.Contains(Setting.WeightsFolder, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Store_refuses_a_file_with_another_hash()
    {
        File.WriteAllText(Path.Combine(folder, Catalogue.SqueezeNet.FileName), "other");
        var error = Assert.Throws<TadSrException>(() => new WeightStore(folder, new ShippedFiles(folder, null)).Find(Catalogue.SqueezeNet));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
        Assert.Contains(Catalogue.SqueezeNet.Sha256, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_looks_in_the_given_folder_then_the_variable_then_beside_the_program()
    {
        var places = new[] { "given", "variable", "program/weights/metrics" }.Select(p => Path.Combine(folder, p)).ToArray();
        var entry = new WeightEntry("a.bin", Convert.ToHexStringLower(SHA256.HashData([7])), false, "a test file", "none");
        foreach (var place in places)
        {
            Directory.CreateDirectory(place);
            File.WriteAllBytes(Path.Combine(place, entry.FileName), [7]);
        }
        var store = new WeightStore(places[0], new ShippedFiles(Path.Combine(folder, "program"), places[1]));
        foreach (var place in places)
        {
            var path = Path.Combine(place, entry.FileName);
            Assert.Equal(path, store.Find(entry).Path);
            File.Delete(path);
        }
        Assert.Null(store.Locate(entry));
    }

    [Fact]
    public void Store_refuses_a_folder_that_does_not_exist()
    {
        var error = Assert.Throws<TadSrException>(() => new WeightStore(Path.Combine(folder, "none")));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
    }

    [Fact]
    public void Lpips_names_its_nets_when_one_is_unknown()
    {
        var error = Assert.Throws<TadSrException>(() => new PerceptualWeights(new WeightStore()).LpipsFiles("resnet"));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("alex, squeeze, vgg", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
