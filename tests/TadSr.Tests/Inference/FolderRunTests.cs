using TadSr.Configuration;
using TadSr.Imaging;
using TadSr.Inference;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

[Trait("Kind", "Unit")]
public sealed class FolderRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Report_counts_every_file_and_progress_never_falls()
    {
        var input = Path.Combine(folder, "in");
        for (var i = 0; i < 3; i++)
            ImageFile.Write(new Picture(Pictures.Pattern(20 + 30 * i, 20)), Path.Combine(input, $"{i}.png"), cancellation: TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(input, "broken.png"), "");
        File.WriteAllText(Path.Combine(input, "notes.txt"), "notes");
        var options = new FolderRunOptions { Inputs = [input], Output = Path.Combine(folder, "out") };
        using var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Tile = 32 });
        var messages = new Collector();
        var report = new FolderRun(resolver, options, FolderPlan.Create(options)).Run(messages, TestContext.Current.CancellationToken);

        Assert.Equal((5, 3, 1, 1), (report.Inputs, report.Written.Count, report.Skipped.Count, report.Failed.Count));
        var fractions = messages.Select(m => m.Fraction).ToArray();
        Assert.Equal(fractions.Order(), fractions);
        Assert.All(messages.Where(m => m.Event == FolderEvent.Working), m => Assert.True(m.Fraction < 1));
        Assert.Equal(1, messages.Last(m => m.Event == FolderEvent.Written).Fraction);
        Assert.All(report.Written, item => Assert.True(File.Exists(item.Output)));
    }

    [Fact]
    public void A_picture_that_fails_costs_only_itself()
    {
        var input = Path.Combine(folder, "in");
        ImageFile.Write(new Picture(Pictures.Pattern(20, 20)), Path.Combine(input, "a.png"), cancellation: TestContext.Current.CancellationToken);
        ImageFile.Write(new Picture(Pictures.Pattern(22, 20)), Path.Combine(input, "b.png"), cancellation: TestContext.Current.CancellationToken);
        var calls = 0;
        using var model = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => ++calls == 1 ? zt * float.NaN : zt * 1));
        var options = new FolderRunOptions { Inputs = [input], Output = Path.Combine(folder, "out") };
        var report = new FolderRun(TinyModel.Resolver(model: model), options, FolderPlan.Create(options)).Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("a.png", Assert.Single(report.Failed).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(["b.png"], Directory.GetFiles(options.Output).Select(Path.GetFileName));
    }

    [Fact]
    public void A_picture_that_runs_out_of_memory_costs_only_itself_and_says_what_to_do()
    {
        var input = Path.Combine(folder, "in");
        foreach (var name in new[] { "a.png", "b.png", "c.png" })
            ImageFile.Write(new Picture(Pictures.Pattern(20, 20)), Path.Combine(input, name), cancellation: TestContext.Current.CancellationToken);
        var calls = 0;
        using var model = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => ++calls switch
        {
            1 => empty(1L << 50),   // libtorch refuses a petabyte in its own words
            2 => throw new OutOfMemoryException(),
            _ => zt * 1,
        }));
        var options = new FolderRunOptions { Inputs = [input], Output = Path.Combine(folder, "out") };
        var report = new FolderRun(TinyModel.Resolver(model: model), options, FolderPlan.Create(options)).Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((2, 1), (report.Failed.Count, report.Written.Count));
        Assert.All(report.Failed, item =>
        {
            Assert.Equal(ErrorKind.OutOfResources, item.Problem!.Kind);
            Assert.StartsWith($"{item.Input}: out of memory while upscaling 20x20", item.Problem.Message, StringComparison.Ordinal);
            Assert.Contains($"smaller {Setting.Tile}", item.Problem.Message, StringComparison.Ordinal);
            Assert.Contains(Setting.MaxMemory, item.Problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', item.Problem.Message);
        });
        Assert.Equal(["c.png"], Directory.GetFiles(options.Output).Select(Path.GetFileName));
    }

    [Fact]
    public void Manifest_says_that_tiles_became_smaller_when_memory_ran_out()
    {
        var input = Path.Combine(folder, "in");
        ImageFile.Write(new Picture(Pictures.Pattern(130, 70)), Path.Combine(input, "a.png"), cancellation: TestContext.Current.CancellationToken);
        var calls = 0;
        using var model = TinyModel.Wrap(_ => new FunctionDenoiser((zt, _, _) => ++calls == 2 ? throw new OutOfMemoryException() : zt * 1));
        var options = new FolderRunOptions { Inputs = [input], Output = Path.Combine(folder, "out"), Manifest = true };
        var messages = new Collector();
        var resolver = TinyModel.Resolver(new SuperResolverOptions { Precision = Precision.Fp32, Tile = 128 }, model);
        new FolderRun(resolver, options, FolderPlan.Create(options)).Run(messages, TestContext.Current.CancellationToken);

        var note = Assert.Single(messages.Last(m => m.Event == FolderEvent.Written).Notes);
        Assert.StartsWith("memory ran out in tiles of 128: computed again in tiles of 64", note, StringComparison.Ordinal);
        var manifest = File.ReadAllText(Assert.Single(Directory.GetFiles(options.Output, "*.jsonl")));
        Assert.Contains($"\"deviation\":\"{note}\"", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_becomes_too_long_costs_only_its_picture()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows counts characters");
        var input = Path.Combine(folder, "in");
        ImageFile.Write(new Picture(Pictures.Pattern(20, 20)), Path.Combine(input, "z.png"), cancellation: TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(input, "z.png"), Path.Combine(input, new string('a', 255)));   // gets an extension
        var options = new FolderRunOptions { Inputs = [input], Output = Path.Combine(folder, "out") };
        using var resolver = TinyModel.Resolver();
        var report = new FolderRun(resolver, options, FolderPlan.Create(options)).Run(cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("the name has 259 bytes, file systems take 255", Assert.Single(report.Failed).Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(["z.png"], Directory.GetFiles(options.Output).Select(Path.GetFileName));
    }

    private sealed class Collector : List<FolderProgress>, IProgress<FolderProgress>
    {
        public void Report(FolderProgress value) => Add(value);
    }
}
