using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>The weights of other projects that come with the program.</summary>
[Trait("Kind", "Parity")]
public sealed class BundledModelParityTests
{
    private const double Tolerance = 2e-5;

    // Weights that are not stored: by the name of the case, the file that scripts/import_ncnn.cs makes for TADSR_WEIGHTS.
    private static readonly Dictionary<string, string> Imported = new()
    {
        ["real_x4plus"] = "RealESRGAN_x4plus.safetensors",
        ["real_animevideov3"] = "realesr-animevideov3.safetensors",
    };

    public static TheoryData<string> Cases()
    {
        var rows = References.Cases("real_srvgg");
        foreach (var row in References.Cases("real_rrdb"))
            rows.Add(row);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Published_weights_give_the_stored_pictures(string path)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = GoldenFile.Open(path);
        var name = golden.Case.GetProperty("name").GetString()!;
        var file = Imported.GetValueOrDefault(name) ?? Path.GetFileName(golden.Case.GetProperty("weights").GetString()!);
        var found = new ShippedFiles().WeightFolders("weights").Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        if (found is null)
        {
            Assert.True(Imported.ContainsKey(name), $"{file} is missing");
            Assert.Skip($"{file} is not in the folder that TADSR_WEIGHTS names; scripts/import_ncnn.cs makes it where its source can be had");
        }
        using var weights = CheckpointFile.Open(found);
        Check(weights, golden, "a", "out.a");
        Check(weights, golden, "b", "out.b");
        if (!golden.Has("out.a_denoise05"))
            return;
        using var other = CheckpointFile.Open(BundledModel.WeakDenoise.Find());
        using var mixed = new InterpolatedCheckpoint(weights, other, 0.5);
        Check(mixed, golden, "a", "out.a_denoise05");
    }

    [Fact]
    public void General_gives_the_picture_that_was_published_with_it()
    {
        Backend.Load();
        var input = ImageFile.Read(References.Find("baselines", "official", "input.png"));
        var expected = ImageFile.Read(References.Find("baselines", "official", "realesr-general-x4v3.png")).Pixels;
        using var resolver = SuperResolver.Load("general");

        var actual = resolver.Upscale(input, cancellation: TestContext.Current.CancellationToken).Pixels;

        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.False(resolver.RepairsColours);
        // The bundled file holds float16 weights, the published picture was computed with float32 ones.
        Assert.InRange(Enumerable.Range(0, actual.Bytes.Length).Max(i => Math.Abs(actual.Bytes[i] - expected.Bytes[i])), 0, 1);
    }

    private static void Check(ICheckpoint weights, GoldenFile golden, string input, string output)
    {
        using var network = Assert.IsAssignableFrom<FeedForwardDescription>(NetworkFamilies.Recognise(weights)).Build();
        Assert.True(StateDict.Load(network, weights).IsComplete);
        var x = golden.Tensor($"in.{input}").to_type(ScalarType.Float32) / 255;
        Close.Relative(golden.Tensor(output), network.forward(x), Tolerance, output);
    }
}
