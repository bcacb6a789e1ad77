using TadSr.Configuration;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Configuration;

[Trait("Kind", "Unit")]
public sealed class BenchmarkConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Shipped_tables_name_metrics_that_are_offered_and_protocols_that_are_known()
    {
        Assert.Equal(["folder", "table1", "table2", "table3", "table4", "table6", "table7", "table8"], PresetFile.KnownBenchmarks());
        Assert.All(PresetFile.KnownBenchmarks(), name =>
        {
            var table = BenchmarkConfig.Load(PresetFile.FindBenchmark(name));
            Assert.All(table.Sets, set => Assert.Equal(set.Measured.Count, MetricRequest.ParseList(string.Join(',', set.Measured)).Count));
            Assert.True(table.Protocol is null || EvaluationProtocol.Of(table.Protocol) is not null);
            Assert.All(table.Published.SelectMany(row => row.Values), value => Assert.True(double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _), value));
        });
    }

    [Theory]
    [InlineData("table1", 12, "TAD-SR-1", "0.227 0.652 57.533")]
    [InlineData("table2", 12, "SinSR-1", "0.689 61.582 0.715 62.169")]
    [InlineData("table3", 10, "TAD-SR-1", "0.341 59.897 5.050 41.968 16.779 0.735 75.027")]
    [InlineData("table4", 10, "CodeFormer", "0.689 75.480 0.692 74.004 0.699 73.404")]
    [InlineData("table6", 11, "SeeSR-50 (teacher)", "25.24 0.720 0.301 0.670 69.82 0.540 0.662 68.63 0.491")]
    [InlineData("table7", 11, "TAD-SR-1 (Ours)", "27.62 0.767 0.315 0.678 63.43 0.475")]
    [InlineData("table8", 11, "TAD-SR-1 (Ours)", "23.54 0.63 0.311 0.664 67.01 0.470")]
    public void Published_rows_are_those_that_were_printed(string name, int rows, string method, string values)
    {
        var table = BenchmarkConfig.Load(PresetFile.FindBenchmark(name));
        Assert.Equal(rows, table.Published.Count);
        Assert.Equal(values, string.Join(' ', table.Published.Single(row => row.Method == method).Values));
    }

    [Theory]
    [InlineData("table2")]
    [InlineData("eval/table2")]
    [InlineData("configs/eval/table2.yaml")]
    public void Table_is_found_by_each_of_its_names(string name) => Assert.EndsWith("table2.yaml", PresetFile.FindBenchmark(name), StringComparison.Ordinal);

    [Fact]
    public void Tables_are_no_presets_of_training() => Assert.DoesNotContain(PresetFile.Known(), name => name.StartsWith("eval/", StringComparison.Ordinal));

    [Theory]
    [InlineData("has 1 values, the sets have 2 columns", "published: [{ method: a, values: ['1'] }]")]
    [InlineData("published_only names 'ids'", "published: []", ", published_only: [ids]")]
    [InlineData("unknown key 'rows'", "rows: []")]
    public void Table_that_does_not_fit_is_refused_with_its_place(string words, string end, string inSet = "")
    {
        var path = folder.File("t.yaml");
        File.WriteAllText(path, $"title: t\nsets: [{{ name: a, lr: lr, columns: [psnr, ssim]{inSet} }}]\n{end}\n");
        var error = Assert.Throws<TadSrException>(() => BenchmarkConfig.Load(path));
        Assert.StartsWith(path + ":", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
