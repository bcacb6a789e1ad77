using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class ModelWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Catalogue_names_each_file_once_and_every_codec_that_it_names()
    {
        Assert.Equal(Catalogue.Entries.Count, Catalogue.Entries.Select(entry => entry.FileName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ModelCatalogue.Entries.Where(entry => entry.Codec is not null), entry => Assert.NotNull(ModelCatalogue.Find(entry.Codec!)));
        Assert.All(ModelCatalogue.Entries.Where(entry => entry.Address is not null), entry => Assert.EndsWith("/" + entry.FileName, entry.Address, StringComparison.Ordinal));
        Assert.True(ModelCatalogue.Find("SinSR_v1")!.IsNonCommercial);
        Assert.True(ModelCatalogue.Find("tad-sr.pth")!.IsNonCommercial);
        Assert.False(ModelCatalogue.Find("BSRGAN")!.IsNonCommercial);
        Assert.Equal(["resshift_faceir_s4.pth", "ffhq512_vq_f8_dim8_face.pth"], Catalogue.Named("resshift_faceir_s4").Select(entry => entry.FileName));
    }

    [Fact]
    public void All_missing_files_of_a_name_are_named_at_once_with_their_origin()
    {
        var error = Assert.Throws<TadSrException>(() => ModelWeights.Find("SinSR_v1", null, Store()));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith("2 weight files are missing: SinSR_v1.pth (SinSR real-world x4, one step, licence CC BY-NC-SA 4.0; 'tadsr weights pull SinSR_v1.pth' gets it from https://", error.Message, StringComparison.Ordinal);
        Assert.Contains("; autoencoder_vq_f4.pth (", error.Message, StringComparison.Ordinal);
        Assert.Contains("to be put in place by hand", Assert.Throws<TadSrException>(() => ModelWeights.Find("TAD-SR", null, Store())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_gives_model_and_codec_from_wherever_they_lie_and_their_restrictions_once()
    {
        File.WriteAllText(folder.File("SinSR_v1.pth"), "x");
        File.WriteAllText(folder.File("autoencoder_vq_f4.pth"), "x");
        var found = ModelWeights.Find("sinsr_v1", null, Store());
        Assert.Equal((folder.File("SinSR_v1.pth"), folder.File("autoencoder_vq_f4.pth")), (found.Path, found.Codec));
        Assert.Equal("not for commercial use: SinSR_v1.pth (licence CC BY-NC-SA 4.0), autoencoder_vq_f4.pth (licence S-Lab 1.0, non-commercial)", found.Restriction);

        // A codec beside the model wins over the same file elsewhere; one that is given wins over both.
        var own = Directory.CreateDirectory(folder.File("own")).FullName;
        File.Copy(folder.File("SinSR_v1.pth"), Path.Combine(own, "SinSR_v1.safetensors"));
        Assert.Equal(folder.File("autoencoder_vq_f4.pth"), ModelWeights.Find(Path.Combine(own, "SinSR_v1.safetensors"), null, Store()).Codec);
        File.WriteAllText(Path.Combine(own, "autoencoder_vq_f4.safetensors"), "x");
        Assert.Equal(Path.Combine(own, "autoencoder_vq_f4.safetensors"), ModelWeights.Find(Path.Combine(own, "SinSR_v1.safetensors"), null, Store()).Codec);
        Assert.Equal(folder.File("SinSR_v1.pth"), ModelWeights.Find(Path.Combine(own, "SinSR_v1.safetensors"), folder.File("SinSR_v1.pth"), Store()).Codec);
    }

    [Fact]
    public void File_of_one_s_own_needs_nothing_of_the_catalogue()
    {
        var path = folder.File("mine.safetensors");
        File.WriteAllText(path, "x");
        var found = ModelWeights.Find(path, null, Store());
        Assert.Equal((path, null), (found.Path, found.Codec));
        Assert.Null(found.Restriction);
    }

    public void Dispose() => folder.Dispose();

    private WeightStore Store() => new(folder.Path, new ShippedFiles(folder.File("program"), null), new WeightCache(folder.File("cache")));
}
