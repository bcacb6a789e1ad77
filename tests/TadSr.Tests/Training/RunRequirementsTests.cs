using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class RunRequirementsTests
{
    [Theory]
    [InlineData("lite/student", "data.crop is 64; loss.perceptual with r18 needs at least 72, as its random shift and halving must leave 32; write a larger crop or augment: false.", "data.crop=64")]
    [InlineData("lite/student", "data.crop is 40; loss.perceptual with squeeze needs at least 42, as its random shift and halving must leave 17; write a larger crop or augment: false.", "data.crop=40")]
    [InlineData("lite/student", "data.crop is 24; loss.perceptual with vgg needs at least 40, as its random shift and halving must leave 16; write a larger crop or augment: false.", "data.crop=24", "loss.perceptual=[{net: vgg, weight: 1}]")]
    [InlineData("lite/student", "data.crop is 24; loss.perceptual with alex needs at least 31; write a larger crop.", "data.crop=24", "loss.perceptual=[{net: alex, weight: 1, augment: false}]")]
    [InlineData("lite/student", "data.crop is 64; feature_gan with r18 needs at least 72, as its random shift and halving must leave 32; write a larger crop or augment: false.", "data.crop=64", "loss.perceptual=[]", "feature_gan.ratio=0.3")]
    [InlineData("lite/student", "data.crop is 24; loss.phase needs a multiple of 4 from 32.", "data.crop=24", "loss.perceptual=[]", "feature_gan.ratio=0")]
    [InlineData("lite/student", "teacher.checkpoint is not set; a student needs a teacher's weights (train one with stage: teacher, or give a published file).", "teacher.checkpoint=~")]
    [InlineData("lite/codec", "data.crop is 130; diffusion.sf and the levels of vqgan.ch_mult need a multiple of 4, such as 132.", "data.crop=130")]
    [InlineData("lite/codec", "data.crop is 40; vqgan.perceptual with squeeze needs at least 42, as its random shift and halving must leave 17; write a larger crop or augment: false.", "data.crop=40")]
    [InlineData("lite/codec", "data.crop is 48; a discriminator of vqgan.disc_layers = 5 needs at least 96; write a larger crop or fewer layers.", "data.crop=48", "vqgan.disc_layers=5")]
    public void Values_that_do_not_fit_each_other_are_named(string preset, string message, params string[] overrides)
    {
        var error = Assert.Throws<TadSrException>(() => RunRequirements.Check(TrainConfig.Load(PresetFile.Find(preset), NetworkFamilies.Trainable, overrides)));

        Assert.Equal((message, ErrorKind.Usage), (error.Message, error.Kind));
    }

    [Theory]
    [InlineData("lite/teacher", "teacher")]
    [InlineData("lite/codec", "codec")]
    public void Losses_of_the_caller_are_refused_where_none_would_be_asked(string preset, string stage)
    {
        var error = Assert.Throws<TadSrException>(() => TrainingRun.Execute(TrainingRun.Read(preset), "never", terms: [new Term()], cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(($"stage is {stage}, but losses of the caller's own were given (mine); only a student takes them.", ErrorKind.Usage), (error.Message, error.Kind));
    }

    [Theory]
    [InlineData("data.crop is 100; this network and codec need a multiple of 8, such as 104.", "data.crop=100")]
    [InlineData("train.val_crop is 100; this network and codec need a multiple of 8, such as 104.", "train.val_crop=100", "data.val=[photos]")]
    [InlineData("diffusion.sf is 2, but codec.type pixel_unshuffle reduces 4 times and this network takes a low-resolution picture of the latent's size; write diffusion.sf: 4.", "diffusion.sf=2")]
    [InlineData("model.in_channels is 12, but codec.type pixel_unshuffle has 48 latent channels; write model.in_channels: 48, or give another codec.", "model.in_channels=12")]
    public void Network_codec_and_crops_that_do_not_fit_are_named(string message, params string[] overrides)
    {
        var config = TrainConfig.Load(PresetFile.Find("lite/teacher"), NetworkFamilies.Trainable, overrides);

        var error = Assert.Throws<TadSrException>(() => StageFactory.Create(config, new WeightStore(), CPU));

        Assert.Equal((message, ErrorKind.Usage), (error.Message, error.Kind));
    }

    [Fact]
    public void Shipped_presets_fit() =>
        Assert.All(PresetFile.Known(), name => RunRequirements.Check(TrainConfig.Load(PresetFile.Find(name), NetworkFamilies.Trainable)));

    [Fact]
    public void Smallest_sides_are_those_of_the_networks()
    {
        (FeatureTrunk Trunk, int Side)[] trunks =
        [
            (new AlexNetTrunk(), AlexNetTrunk.LeastSide), (new SqueezeNetTrunk(), SqueezeNetTrunk.LeastSide),
            (new Vgg16Trunk(), Vgg16Trunk.LeastSide), (new ResNet18Trunk(), ResNet18Trunk.LeastSide),
        ];
        foreach (var (trunk, side) in trunks)
        {
            Assert.Equal(side, trunk.MinimumSide);
            trunk.Dispose();
        }
    }

    [Theory]
    [InlineData("'optim.betas' has 1 value(s), but must have 2.", "optim.betas=[0.9]")]
    [InlineData("'optim_d.betas' has 3 value(s), but must have 2.", "optim_d.betas=[0.9, 0.99, 0.999]")]
    [InlineData("'optim.betas[1]' is 1, but must be at least 0 and below 1.", "optim.betas=[0.9, 1]")]
    [InlineData("'loss.perceptual[0].taps' has 0 value(s), but must have at least 1.", "loss.perceptual=[{net: r18, weight: 1, taps: []}]")]
    [InlineData("'loss.perceptual[0].taps[0]' is 4, but must be at least 0 and at most 3.", "loss.perceptual=[{net: r18, weight: 1, taps: [4]}]")]
    [InlineData("'feature_gan.taps' has 0 value(s), but must have at least 1.", "feature_gan.taps=[]")]
    [InlineData("'feature_gan.taps[1]' is -1, but must be at least 0 and at most 3.", "feature_gan.taps=[0, -1]")]
    [InlineData("'model.channel_mult' has 0 value(s), but must have at least 1.", "model.channel_mult=[]")]
    [InlineData("'model.up_blocks' is 0, but must be at least 1.", "model.up_blocks=0")]
    public void Lists_of_a_wrong_length_and_values_out_of_range_are_named(string reason, string assignment)
    {
        var error = Assert.Throws<TadSrException>(() => TrainConfig.Load(PresetFile.Find("lite/student"), NetworkFamilies.Trainable, assignment));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.StartsWith($"override {assignment[..assignment.IndexOf('=', StringComparison.Ordinal)]}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_of_another_network_is_said_to_belong_to_it()
    {
        var error = Assert.Throws<TadSrException>(() => TrainConfig.Load(PresetFile.Find("lite/teacher"), NetworkFamilies.Trainable, "model.window_size=8"));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.StartsWith("override model.window_size: unknown key 'window_size' in 'model'; it belongs to type: swin; known here: in_channels,", error.Message, StringComparison.Ordinal);
    }

    private sealed class Term : LossTerm
    {
        public override string Name => "mine";

        public override double Weight => 1;

        public override Tensor Compute(LossInput input) => input.Z0.mean();
    }
}
