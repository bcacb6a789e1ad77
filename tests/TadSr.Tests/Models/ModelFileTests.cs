using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Models;

[Trait("Kind", "Unit")]
public sealed class ModelFileTests : IDisposable
{
    private static readonly SwinUnetConfig Swin = new()
    {
        ModelChannels = 32,
        ChannelMult = [1, 2],
        ResBlocks = [1, 1],
        AttentionResolutions = [32],
        SwinEmbedDim = 32,
        HeadChannels = 32,
        WindowSize = 4,
    };

    private static readonly VqganConfig Codec = new() { Channels = 32, ChannelMult = [1, 1, 1], ResBlocks = [1, 1, 1], Codes = 16 };

    private static readonly LiteUnetConfig Lite = new() { ModelChannels = 32, ChannelMult = [1], DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 32 };

    private readonly TemporaryFolder folder = new();

    public ModelFileTests() => Backend.Load();

    [Fact]
    public void Lite_file_gives_the_network_that_was_written_with_its_schedule()
    {
        using var scope = NewDisposeScope();
        using var network = new LiteUnet(Lite);
        AnalyticFill.Apply(network, FillRule.Networks);
        var diffusion = new DiffusionConfig { Steps = 4, MinNoiseLevel = 0.2, CapStart = true };
        var path = Write("lite.safetensors", network, new ModelDescription { Codec = CodecKind.PixelUnshuffle, Diffusion = diffusion, Revision = LiteUnet.Revision });
        using var model = ModelFile.Load(path);
        Assert.Equal((4, 4, 48, 4), (model.Scale, model.Codec.Factor, model.Codec.Channels, model.Schedule.Steps));
        Assert.Equal(Math.Sqrt(0.001), model.Schedule.SqrtEtas[0], 1e-12);
        Assert.All(model.Network.parameters(), p => Assert.False(p.requires_grad));
        Assert.False(model.Network.training);
        var (x, t, lq) = (Draws.Normal(1, 1, 48, 8, 8), zeros(1, ScalarType.Int64), Draws.Normal(2, 1, 3, 8, 8));
        Assert.Equal(0, Close.RelativeGap(network.forward(x, t, lq), model.Network.forward(x, t, lq)));
        using var changed = ModelFile.Load(path, new UpscalerOptions { Diffusion = diffusion with { Steps = 7 } });
        Assert.Equal(7, changed.Schedule.Steps);
        Assert.Equal(("file", "given"), (model.Origin.Source, changed.Origin.Source));
    }

    [Fact]
    public void Published_file_finds_its_schedule_by_shape_and_its_codec_beside_it()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Swin);
        AnalyticFill.Apply(network, FillRule.Networks);
        var path = Write("SinSR_v1.safetensors", network);
        var lonely = Assert.Throws<TadSrException>(() => ModelFile.Load(path));
        Assert.Equal(ErrorKind.BadFile, lonely.Kind);
        Assert.Contains("autoencoder_vq_f4.pth", lonely.Message, StringComparison.Ordinal);

        using var codec = new Vqgan(Codec);
        AnalyticFill.Apply(codec, FillRule.Networks);
        Write("autoencoder_vq_f4.safetensors", codec);
        using var model = ModelFile.Load(path);
        Assert.Equal(("student", 15, 4), (model.Description.Kind, model.Schedule.Steps, model.Scale));
        Assert.Equal(0.02, model.Schedule.SqrtEtas[0], 1e-12);
        var z = Draws.Normal(1, 1, 3, 8, 8);
        Assert.Equal(0, Close.RelativeGap(codec.Decode(z), model.Codec.Decode(z)));
        Assert.Equal(0, Close.RelativeGap(codec.Encode(zeros(1, 3, 16, 16)), model.Codec.Encode(zeros(1, 3, 16, 16))));

        Assert.Equal(("assumed", "realsr"), (model.Origin.Source, model.Origin.Name));
        Assert.Equal("its shapes fit it and its name speaks for no other; a student, as its name does not contain 'resshift'", model.Origin.Reason);
        using var given = ModelFile.Load(path, new UpscalerOptions { Schedule = "realsr-v3" });
        Assert.Equal(("given", "realsr-v3", 4), (given.Origin.Source, given.Origin.Name, given.Schedule.Steps));
        Assert.Contains("use realsr, realsr-v3,", Assert.Throws<TadSrException>(() => ModelFile.Load(path, new UpscalerOptions { Schedule = "real" })).Message, StringComparison.Ordinal);
        var one = Assert.Throws<TadSrException>(() => ModelFile.LoadUpscaler(path, new UpscalerOptions { Sampler = SamplerKind.Ddpm, Device = "cpu" }));
        Assert.Equal(ErrorKind.Usage, one.Kind);

        File.Copy(path, folder.File("resshift_realsrx4_s4_v3.safetensors"));
        using var teacher = ModelFile.Load(folder.File("resshift_realsrx4_s4_v3.safetensors"));
        Assert.Equal(("teacher", 4), (teacher.Description.Kind, teacher.Schedule.Steps));
        Assert.Equal(0.1, teacher.Schedule.SqrtEtas[0], 1e-12);
        Assert.Equal(("realsr-v3", "its name contains '_s4'; a teacher, as its name contains 'resshift'"), (teacher.Origin.Name, teacher.Origin.Reason));
    }

    [Fact]
    public void Swin_file_of_ours_keeps_its_nominal_size()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Swin with { ImageSize = 16, LqSize = 16, AttentionResolutions = [16] });
        AnalyticFill.Apply(network, FillRule.Networks);
        using var codec = new Vqgan(Codec);
        var codecPath = Write("codec.safetensors", codec);
        var path = Write("swin.safetensors", network, new ModelDescription { ImageSize = 16 });
        using var model = ModelFile.Load(path, new UpscalerOptions { Codec = codecPath });
        Assert.Equivalent(network.Config, Assert.IsType<SwinUnet>(model.Network).Config, strict: true);
    }

    [Fact]
    public void Missing_unexpected_and_misshapen_keys_are_named()
    {
        using var scope = NewDisposeScope();
        using var network = new LiteUnet(Lite);
        var weights = StateDict.Of(network).Where(t => t.Name != "middle.0.conv2.bias").Select(t => t.Name == "up.0.0.conv1.bias" ? (t.Name, zeros(31)) : t)
            .Append(("stowaway.weight", zeros(2)));
        var path = folder.File("broken.safetensors");
        SafetensorsWriter.Write(path, weights, Metadata(new ModelDescription { Codec = CodecKind.PixelUnshuffle, Revision = LiteUnet.Revision }));
        var error = Assert.Throws<TadSrException>(() => ModelFile.Load(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("missing: middle.0.conv2.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected: stowaway.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("up.0.0.conv1.bias", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(null, "names no revision of the lite network, which marks files from before revision 2; train it again, or")]
    [InlineData(1, "its weights are of revision 1 of the lite network, this program computes revision 2; train it again, or")]
    [InlineData(3, "its weights are of revision 3 of the lite network, this program computes revision 2; train it again, or")]
    public void Lite_file_of_another_revision_is_refused(int? revision, string reason)
    {
        using var network = new LiteUnet(Lite);
        var path = Write("old.safetensors", network, new ModelDescription { Codec = CodecKind.PixelUnshuffle, Revision = revision });

        var error = Assert.Throws<TadSrException>(() => ModelFile.Load(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Lite_file_without_revision_can_be_marked_and_keeps_its_tensors()
    {
        using var scope = NewDisposeScope();
        using var network = new LiteUnet(Lite);
        AnalyticFill.Apply(network, FillRule.Networks);
        var path = Write("old.safetensors", network, new ModelDescription { Codec = CodecKind.PixelUnshuffle, Origin = "ours" });
        using var old = CheckpointFile.Open(path);
        CheckpointConverter.Convert(old, folder.File("new.safetensors"), half: false, new Dictionary<string, string> { [ModelDescription.MetadataKey] = ModelFile.WithRevision(old, LiteUnet.Revision).ToJson() });

        using var model = ModelFile.Load(folder.File("new.safetensors"));

        Assert.Equal(("ours", LiteUnet.Revision), (model.Description.Origin, model.Description.Revision));
        foreach (var (written, read) in network.parameters().Zip(model.Network.parameters()))
            Assert.Equal(0, (written - read).abs().max().item<float>());
        using var marked = CheckpointFile.Open(folder.File("new.safetensors"));
        Assert.Contains("says that it is of revision 2", Assert.Throws<TadSrException>(() => ModelFile.WithRevision(marked, 1)).Message, StringComparison.Ordinal);
        using var swin = new SwinUnet(Swin);
        using var other = CheckpointFile.Open(Write("swin.safetensors", swin, new ModelDescription()));
        Assert.Contains("this is no model of a network with revisions", Assert.Throws<TadSrException>(() => ModelFile.WithRevision(other, 2)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("{\"diffusion\":null}")]
    [InlineData("{\"diffusion\":4}")]
    [InlineData("{\"diffusion\":{\"steps\":1}}")]
    [InlineData("{\"diffusion\":{\"steps\":2000000000}}")]
    [InlineData("{\"diffusion\":{\"kappa\":1e999}}")]
    [InlineData("{\"kind\":null}")]
    [InlineData("{\"revision\":\"2\"}")]
    [InlineData("{\"codec\":\"jpeg\"}")]
    public void Description_that_cannot_be_read_is_one_line(string json)
    {
        using var network = new LiteUnet(Lite);
        var path = folder.File("changed.safetensors");
        SafetensorsWriter.Write(path, StateDict.Of(network), new Dictionary<string, string> { [ModelDescription.MetadataKey] = json });

        var error = Assert.Throws<TadSrException>(() => ModelFile.Load(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith($"{path}: the metadata entry 'tadsr' is no model description (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Files_of_another_kind_are_refused_with_what_they_are()
    {
        using var scope = NewDisposeScope();
        using var codec = new Vqgan(Codec);
        var codecPath = Write("codec.safetensors", codec);
        using var network = new LiteUnet(Lite);
        var path = Write("lite.safetensors", network);
        Assert.Contains("is a codec", Assert.Throws<TadSrException>(() => ModelFile.Load(codecPath)).Message, StringComparison.Ordinal);
        Assert.Contains("no codec but a LiteUnet", Assert.Throws<TadSrException>(() => ModelFile.LoadCodec(path)).Message, StringComparison.Ordinal);
        Assert.Contains("metadata entry 'tadsr'", Assert.Throws<TadSrException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
        using var loaded = ModelFile.LoadCodec(codecPath);
        Assert.Equal((4, 3), (loaded.Factor, loaded.Channels));
    }

    [Fact]
    public void Codec_that_does_not_fit_the_network_is_refused()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Swin);
        var path = Write("student.safetensors", network);
        using var wide = new Vqgan(Codec with { EmbedDim = 8 });
        using var coarse = new Vqgan(Codec with { ChannelMult = [1, 1, 1, 1], ResBlocks = [1, 1, 1, 1] });
        var options = new UpscalerOptions { Codec = Write("wide.safetensors", wide) };
        Assert.Contains("3 latent channels and the codec 8", Assert.Throws<TadSrException>(() => ModelFile.Load(path, options)).Message, StringComparison.Ordinal);
        options = new UpscalerOptions { Codec = Write("coarse.safetensors", coarse) };
        Assert.Contains("need a codec of factor 4, this one has 8", Assert.Throws<TadSrException>(() => ModelFile.Load(path, options)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, nn.Module network, ModelDescription? description = null)
    {
        var path = folder.File(name);
        SafetensorsWriter.Write(path, StateDict.Of(network), Metadata(description));
        return path;
    }

    private static Dictionary<string, string>? Metadata(ModelDescription? description) =>
        description is null ? null : new Dictionary<string, string> { [ModelDescription.MetadataKey] = description.ToJson() };
}
