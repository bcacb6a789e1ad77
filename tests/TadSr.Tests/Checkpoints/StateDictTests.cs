using TadSr.Checkpoints;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class StateDictTests
{
    [Fact]
    public void Load_restores_what_was_saved()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var saved = new Block();
        using (no_grad())
            saved.linear.weight.copy_(arange(6, ScalarType.Float32).view(2, 3));
        SafetensorsWriter.Write(folder.File("a"), StateDict.Of(saved));
        using var loaded = new Block();
        using var file = SafetensorsFile.Open(folder.File("a"));
        var report = StateDict.Load(loaded, file);
        Assert.True(report.IsComplete);
        Assert.Equal(["count", "linear.bias", "linear.weight"], report.Matched);
        Assert.Equal<float>([0, 1, 2, 3, 4, 5], loaded.linear.weight.data<float>().ToArray());
        Assert.True(loaded.linear.weight.requires_grad);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("netG.")]
    [InlineData("module._orig_mod.")]
    public void Load_strips_the_prefixes_of_wrappers(string prefix)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [(prefix + "linear.weight", ones(2, 3)), (prefix + "linear.bias", ones(2))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        using var block = new Block();
        Assert.True(StateDict.Load(block, file).IsComplete);
        Assert.Equal(1, block.linear.bias!.max().item<float>());
    }

    [Fact]
    public void Load_takes_an_averaged_model()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [("n_averaged", ones([], ScalarType.Int64)), ("module.linear.weight", ones(2, 3)), ("module.linear.bias", ones(2))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        using var block = new Block();
        Assert.True(StateDict.Load(block, file).IsComplete);
        Assert.Equal(6, block.linear.weight.sum().item<float>());
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float64)]
    public void Load_widens_other_floats_to_float32_parameters(ScalarType stored)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [("linear.weight", (arange(6) * 0.125).view(2, 3).to_type(stored)), ("linear.bias", full(2, -1.5).to_type(stored))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        using var block = new Block();
        Assert.True(StateDict.Load(block, file).IsComplete);
        Assert.Equal<float>([0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f], block.linear.weight.data<float>().ToArray());
        Assert.Equal<float>([-1.5f, -1.5f], block.linear.bias!.data<float>().ToArray());
    }

    [Fact]
    public void Load_reports_missing_unexpected_and_misshapen_keys_by_name()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a"), [("linear.weight", ones(2, 4)), ("extra", ones(1)), ("attn_mask", ones(1)), ("b.attn.relative_position_index", ones(1, ScalarType.Int64))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        using var block = new Block();
        var report = StateDict.Load(block, file);
        Assert.Equal(["linear.bias"], report.Missing);
        Assert.Equal(["extra"], report.Unexpected);
        Assert.Equal([new MisshapenKey("linear.weight", "float32 [2, 3]", "float32 [2, 4]")], report.Misshapen);
        Assert.Equal(0, block.linear.weight.abs().max().item<float>());
        var error = Assert.Throws<TadSrException>(() => report.ThrowIfIncomplete("a", "Block"));
        Assert.Equal("a: the weights do not fit Block: 1 missing: linear.bias; 1 unexpected: extra; 1 misshapen: linear.weight is float32 [2, 4], expected float32 [2, 3]. Use a file made for this network.", error.Message);
    }

    [Fact]
    public void Load_takes_one_of_several_networks_by_prefix()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var block = new Block();
        SafetensorsWriter.Write(folder.File("a"), [.. StateDict.Of(block, "student."), ("teacher.linear.weight", ones(2, 3)), ("teacher.linear.bias", ones(2))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        Assert.True(StateDict.Load(block, file, "teacher.").IsComplete);
        Assert.Equal(6, block.linear.weight.sum().item<float>());
        Assert.Equal(["count", "linear.bias", "linear.weight"], StateDict.Read(file, "student.").Keys.Order());
    }

    [Fact]
    public void Load_copies_from_the_file_into_the_parameters_without_memory_in_between()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var large = new TadSr.Networks.Layers.Linear(4096, 4096);   // 67 MB
        SafetensorsWriter.Write(folder.File("a"), [("weight", full(4096, 4096, 0.5f)), ("bias", ones(4096))]);
        using var file = SafetensorsFile.Open(folder.File("a"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(StateDict.Load(large, file).IsComplete);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.Equal(0.5f * 4096 * 4096, large.weight.sum().item<float>());
    }

    private sealed class Block : nn.Module<Tensor, Tensor>, IDerivedKeys
    {
        internal readonly TadSr.Networks.Layers.Linear linear = new(3, 2);

        public Block()
            : base(nameof(Block))
        {
            RegisterComponents();
            register_buffer("count", zeros(1, ScalarType.Int64));
            register_buffer("relative_position_index", zeros(4, ScalarType.Int64));
        }

        public bool IsDerived(string key) => key.EndsWith("relative_position_index", StringComparison.Ordinal) || key == "attn_mask";

        public override Tensor forward(Tensor x) => linear.forward(x);
    }
}
