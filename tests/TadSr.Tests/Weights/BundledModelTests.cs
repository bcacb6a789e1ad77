using TadSr.Inference;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class BundledModelTests
{
    [Fact]
    public void Names_stand_for_the_files_and_anything_else_is_a_path()
    {
        Assert.All(BundledModel.All, model => Assert.Equal(model.FileName, Path.GetFileName(BundledModel.Resolve(model.Name))));
        Assert.All(BundledModel.All, model => Assert.True(File.Exists(model.Find())));
        Assert.Equal("./lite", BundledModel.Resolve("./lite"));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(BundledModel.General.Find())!, "LICENSE-Real-ESRGAN.txt")));
    }

    [Fact]
    public void Denoise_mixes_both_files_and_says_so()
    {
        using var mixed = SuperResolver.Load("general", new SuperResolverOptions { Denoise = 0.25 });
        using var alone = SuperResolver.Load("general", new SuperResolverOptions { Denoise = 1 });

        Assert.Equal("0.25 realesr-general-x4v3.safetensors + 0.75 realesr-general-wdn-x4v3.safetensors", mixed.Weights);
        Assert.Equal("b12df4f31800", mixed.ModelHash[..12]);
        Assert.Equal("+a78bd8e1110a", mixed.ModelHash[64..77]);
        Assert.Equal(("realesr-general-x4v3.safetensors", 0), (alone.Weights, alone.Steps));
    }

    [Theory]
    [InlineData("SuperResolverOptions.Denoise is 0.5, but only the model 'general' has a second file to mix with; leave it out.", "wdn", 0.5, 1)]
    [InlineData("SuperResolverOptions.Denoise is 1.5; use 0 to 1.", "general", 1.5, 1)]
    [InlineData("SuperResolverOptions.Steps is 2, but a SRVGGNetCompact is no diffusion network and has no steps; leave it out.", "general", null, 2)]
    public void Options_that_do_not_fit_the_model_are_named(string line, string weights, double? denoise, int steps)
    {
        var error = Assert.Throws<TadSrException>(() => SuperResolver.Load(weights, new SuperResolverOptions { Denoise = denoise, Steps = steps }));

        Assert.Equal((ErrorKind.Usage, line), (error.Kind, error.Message));
    }
}
