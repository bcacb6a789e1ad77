using System.Security.Cryptography;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class WeightCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly WeightEntry entry = new("a.pth", "", false, "a test file", "none", "1 B", "http://nowhere/a.pth");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void File_without_a_published_hash_is_compared_with_the_one_that_it_had_when_it_was_fetched()
    {
        var cache = new WeightCache(folder.File("cache"));
        var store = new WeightStore(null, new ShippedFiles(folder.Path, null), cache);
        Assert.Throws<TadSrException>(() => store.Find(entry));
        Directory.CreateDirectory(cache.Folder);
        File.WriteAllBytes(Path.Combine(cache.Folder, "a.pth"), [7]);
        cache.Record("a.pth", Hash([7]));
        cache.Record("b.pth", Hash([8]));

        Assert.Equal(Hash([7]), store.Find(entry).Sha256);
        File.WriteAllBytes(Path.Combine(cache.Folder, "a.pth"), [9]);
        var error = Assert.Throws<TadSrException>(() => store.Find(entry));
        Assert.Contains($"its SHA-256 is {Hash([9])}, expected {Hash([7])}.", error.Message, StringComparison.Ordinal);
        Assert.Equal(Hash([8]), new WeightCache(cache.Folder).Recorded("b.pth"));
    }

    [Fact]
    public void Unverified_file_is_taken_only_when_asked_for_and_is_marked()
    {
        var published = entry with { Sha256 = "00112233" };
        File.WriteAllBytes(folder.File("a.pth"), [7]);

        Assert.Throws<TadSrException>(() => new WeightStore(folder.Path).Find(published));
        var file = new WeightStore(folder.Path, allowUnverified: true).Find(published);
        Assert.Equal((true, Hash([7])), (file.IsUnverified, file.Sha256));
        Assert.False(new WeightStore(folder.Path, allowUnverified: true).Find(entry).IsUnverified);
    }

    [Fact]
    public void Caches_of_other_programs_come_last()
    {
        var others = WeightCache.OfOthers(name => name == "TORCH_HOME" ? folder.Path : null);
        Assert.Equal([folder.File("hub/checkpoints"), folder.File("hub/pyiqa")], others);
        Assert.Equal([Path.Combine("/x", "torch", "hub", "checkpoints"), Path.Combine("/x", "torch", "hub", "pyiqa")], WeightCache.OfOthers(name => name == "XDG_CACHE_HOME" ? "/x" : null));
        var store = new WeightStore(null, new ShippedFiles(folder.Path, null), new WeightCache(folder.File("cache")), others);
        foreach (var place in new[] { "hub/pyiqa", "hub/checkpoints", "cache", "weights/metrics" })
        {
            Directory.CreateDirectory(folder.File(place));
            File.WriteAllBytes(Path.Combine(folder.File(place), "a.pth"), [7]);
            Assert.Equal(Path.Combine(folder.File(place), "a.pth"), store.Find(entry).Path);
        }
    }

    [Fact]
    public void Damaged_list_of_hashes_is_one_line()
    {
        var cache = new WeightCache(folder.Path);
        File.WriteAllText(folder.File("sha256.json"), "{ half");

        Assert.StartsWith(folder.File("sha256.json"), Assert.Throws<TadSrException>(() => cache.Recorded("a.pth")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metric_stands_for_its_files()
    {
        Assert.Equal([Catalogue.MusiqKoniq], Catalogue.Named("musiq"));
        Assert.Equal([Catalogue.ClipRn50, Catalogue.ClipIqaPlus], Catalogue.Named("clipiqa+"));
        Assert.Equal([Catalogue.Vgg16], Catalogue.Named("vgg16-397923af.pth"));
        Assert.All(Catalogue.Entries.Except(ModelCatalogue.Entries).Where(e => e.Address is not null && e != Catalogue.AlexNetOfficial), fetched => Assert.Contains(
            TadSr.Metrics.MetricCatalogue.Names, name => fetched.FileName == name || Catalogued(name).Contains(fetched)));
        Assert.Throws<TadSrException>(() => Catalogue.Named("nonsense"));
    }

    private static IReadOnlyList<WeightEntry> Catalogued(string metric)
    {
        try
        {
            return Catalogue.Named(metric);
        }
        catch (TadSrException)
        {
            return [];   // a metric whose files come with the program
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
