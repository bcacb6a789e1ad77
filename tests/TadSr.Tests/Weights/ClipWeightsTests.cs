using System.Runtime.InteropServices;
using TadSr.Metrics;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Runtime;
using TadSr.Tests.Checkpoints;
using TadSr.Tests.Metrics;
using TadSr.Tests.Parity;
using TadSr.Weights;
using TorchSharp;
using static TadSr.Tests.Checkpoints.PickleBytes;
using static TorchSharp.torch;

namespace TadSr.Tests.Weights;

[Trait("Kind", "Unit")]
public sealed class ClipWeightsTests : IDisposable
{
    private const int ContextSize = 2 * 16 * 512;

    // As many as the largest tensor of the kind has; variances are among the vectors.
    private static readonly Half[] weights = [.. Enumerable.Range(0, 49408 * 512).Select(i => (Half)((i * 37 % 509 - 254) / 4096f))];
    private static readonly Half[] vectors = [.. Enumerable.Range(0, 2048).Select(i => (Half)(0.75f + i % 7 / 16f))];
    private readonly TemporaryFolder folder = new();

    public ClipWeightsTests() => Backend.Load();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Towers_read_a_TorchScript_archive_of_float16_and_leave_its_sizes()
    {
        var (image, text) = ClipWeights.LoadTowers(Archive());
        using (image)
        using (text)
        {
            var parameters = image.named_parameters().Concat(text.named_parameters()).ToList();
            Assert.Equal(102_007_137, parameters.Sum(p => p.parameter.numel()));
            foreach (var (name, parameter) in parameters)
            {
                var numbers = parameter.dim() > 1 ? weights : vectors;
                Assert.Equal(ScalarType.Float32, parameter.dtype);
                Assert.Equal((float)numbers[parameter.numel() - 1], parameter.reshape(-1)[-1].item<float>());
                Assert.Equal((float)numbers[0], parameter.reshape(-1)[0].item<float>());
            }
        }
    }

    [Fact]
    public void Metric_comes_from_the_files_alone()
    {
        var clip = new WeightFile(Archive(), "RN50.pt", "");
        var prompts = new WeightFile(Write(Tensor("0", ContextSize, 0, [2, 16, 512], [8192, 512, 1])), "prompts.pth", "");
        foreach (var learned in new[] { null, prompts })
        {
            using var metric = ClipIqaMetric.Load("clipiqa", clip, learned, positions: learned is not null, CPU);
            Assert.Equal(learned is null ? [clip] : [clip, learned], metric.Description.Weights);
            Assert.Contains(learned is null ? "five prompt pairs of pyiqa, no embedding" : "learned prompts, resized embedding", metric.Description.Variant, StringComparison.Ordinal);
            Assert.InRange(metric.Compute(TestPictures.Make(33, 40, TestPictures.Waves), null), 0, 1);
        }
    }

    [Fact]
    public void Towers_name_the_keys_of_a_file_that_is_for_another_network()
    {
        var path = folder.File("RN50.pt");
        File.WriteAllBytes(path, Legacy(Dictionary("features.0.weight", Tensor("0", 4, 0, [4], [1])), PthSamples.Four));
        var error = Assert.Throws<TadSrException>(() => ClipWeights.LoadTowers(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("CLIP RN50", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 unexpected: features.0.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Context_is_the_only_tensor_of_a_file()
    {
        using var context = ClipWeights.LoadContext(Write(Tensor("0", ContextSize, 0, [2, 16, 512], [8192, 512, 1])));
        Assert.Equal(ContextSize - 1, context[1, 15, 511].item<float>());
    }

    [Fact]
    public void Context_is_found_among_the_tensors_of_a_trained_module()
    {
        using var context = ClipWeights.LoadContext(Write(Dictionary("params", Dictionary(
            "prompt_learner.token_prefix", Tensor("0", ContextSize, 0, [2, 1, 512], [512, 512, 1]),
            "prompt_learner.ctx", Tensor("0", ContextSize, 0, [2, 16, 512], [8192, 512, 1])))));
        Assert.Equal(512, context[0, 1, 0].item<float>());
    }

    [Theory]
    [InlineData("its context is float32 [16, 512]", false)]
    [InlineData("has no tensor 'prompt_learner.ctx'", true)]
    public void File_without_a_context_is_refused_with_what_it_has(string words, bool several)
    {
        var small = Tensor("0", ContextSize, 0, [16, 512], [512, 1]);
        var error = Assert.Throws<TadSrException>(() => ClipWeights.LoadContext(Write(several ? Dictionary("a", small, "b", small) : small)));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 16, 512]", error.Message, StringComparison.Ordinal);
    }

    private string Write(byte[] value)
    {
        var path = folder.File("prompts.pth");
        File.WriteAllBytes(path, Legacy(value, ("0", [.. Enumerable.Range(0, ContextSize).Select(i => (float)i)])));
        return path;
    }

    // Tensors view one of two storages from its beginning: the file stays small, and what each must hold is known.
    private string Archive()
    {
        var keys = KeyList.ReadMetric("metrics/keys_clip_rn50.txt").Concat(["input_resolution ", "context_length ", "vocab_size "]);
        var path = folder.File("RN50.pt");
        PthSamples.WriteZip(path, false, ("RN50/data.pkl", Of(0x80, 2, Modules([.. keys.Select(key => key.Split(' '))]), ".")),
            ("RN50/data/0", Bytes(weights)), ("RN50/data/1", Bytes(vectors)), ("RN50/data/2", BitConverter.GetBytes(224L)), ("RN50/code/__torch__.py", [0xff]));
        return path;
    }

    private static byte[] Bytes(Half[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    // Nested module objects, as torch.jit.save writes them.
    private static byte[] Modules(IReadOnlyList<string[]> keys)
    {
        var items = new List<object>();
        foreach (var group in keys.GroupBy(key => key[0].Split('.')[0]))
        {
            items.Add(group.Key);
            items.Add(group.First() is [var name, var shape] && name == group.Key
                ? Leaf(name, shape)
                : Modules([.. group.Select(key => (string[])[key[0][(group.Key.Length + 1)..], key[1]])]));
        }
        return Of("c__torch__.torch.nn\nModule\n)", 0x81, Dictionary([.. items]), "b");
    }

    private static byte[] Leaf(string name, string shape)
    {
        if (shape.Length == 0 && name != "logit_scale")
            return Tensor("2", 1, 0, [], [], "LongStorage");
        var sides = shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        var strides = sides.Select((_, i) => sides.Skip(i + 1).Aggregate(1, (product, side) => product * side)).ToArray();
        return sides.Length > 1 ? Tensor("0", weights.Length, 0, sides, strides, "HalfStorage") : Tensor("1", vectors.Length, 0, sides, strides, "HalfStorage");
    }
}
