using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Reports;

/// <summary>Where a picture is unlike its truth, drawn by the perceptual metric that was measured: black is nothing, then red, yellow, white.</summary>
internal sealed class HeatMap : IDisposable
{
    private readonly LpipsMetric metric;

    private HeatMap(LpipsMetric metric) => this.metric = metric;

    /// <summary>What the layer is called.</summary>
    public string Name => $"{metric.Description.Name} map";

    /// <summary>The map of the first LPIPS that was measured; null where there is none.</summary>
    public static HeatMap? Of(IReadOnlyList<MeasuredMethod> methods, string? weightsFolder, bool allowUnverified, string device)
    {
        var name = methods[0].Report.Metrics.FirstOrDefault(metric => metric.Description.Name.StartsWith("lpips", StringComparison.Ordinal) && metric.Values.Any(value => value is not null))?.Description.Name;
        return name is null ? null : new HeatMap((LpipsMetric)MetricCatalogue.Create(MetricRequest.ParseList(name)[0], new WeightStore(weightsFolder, allowUnverified), device));
    }

    /// <summary>Draws two pictures of equal size; null where they are too small for the network.</summary>
    public PixelBuffer? Draw(PixelBuffer picture, PixelBuffer truth)
    {
        if (Math.Min(picture.Width, picture.Height) < metric.MinimumSide)
            return null;
        var map = metric.Map(picture.ToRgbPicture(), truth.ToRgbPicture());
        var result = new PixelBuffer(picture.Width, picture.Height, 3);
        for (var i = 0; i < map.Values.Length; i++)
        {
            for (var c = 0; c < 3; c++)
                result.Bytes[3 * i + c] = (byte)(Math.Clamp(3 * map.Values[i] - c, 0, 1) * 255 + 0.5f);
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => metric.Dispose();
}
