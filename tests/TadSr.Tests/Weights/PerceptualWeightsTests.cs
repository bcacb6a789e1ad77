using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class PerceptualWeightsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public PerceptualWeightsTests()
    {
        Backend.Load();
        path = folder.File("trunk.safetensors");
    }

    [Fact]
    public void Trunk_takes_a_whole_torchvision_file_and_leaves_the_classifier()
    {
        using var source = new SqueezeNetTrunk();
        AnalyticFill.Apply(source, FillRule.Metrics);
        using var classifier = ones(1000, 512, 1, 1);
        SafetensorsWriter.Write(path, [.. StateDict.Of(source), ("classifier.1.weight", classifier)]);
        using var trunk = new SqueezeNetTrunk();
        PerceptualWeights.Fill(trunk, path);
        Assert.All(trunk.named_parameters().Zip(source.named_parameters()), pair => Assert.True(pair.First.parameter.equal(pair.Second.parameter).all().item<bool>()));
    }

    [Fact]
    public void Trunk_names_the_keys_of_a_file_that_is_for_another_network()
    {
        using var source = new AlexNetTrunk();
        SafetensorsWriter.Write(path, StateDict.Of(source));
        using var trunk = new ResNet18Trunk();
        var error = Assert.Throws<TadSrException>(() => PerceptualWeights.Fill(trunk, path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("conv1.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("features.0.bias", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alex", 2_469_696)]
    [InlineData("squeeze", 722_496)]
    [InlineData("vgg", 14_714_688)]
    [InlineData("resnet18", 2_780_544)]
    public void Trunks_have_the_published_number_of_parameters(string net, long count)
    {
        using FeatureTrunk trunk = net switch { "alex" => new AlexNetTrunk(), "squeeze" => new SqueezeNetTrunk(), "vgg" => new Vgg16Trunk(), _ => new ResNet18Trunk() };
        Assert.Equal(count, trunk.parameters().Sum(p => p.numel()));
    }

    public void Dispose() => folder.Dispose();
}
