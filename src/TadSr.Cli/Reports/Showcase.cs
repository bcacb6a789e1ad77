using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>The best and the worst pictures of a report, each cut to the part where the method and the truth differ most, in all their
/// versions, encoded to fit into a page.</summary>
/// <param name="Metric">The metric that ranks, or null where no picture has a figure.</param>
/// <param name="Method">The method that is ranked.</param>
/// <param name="Worst">Worst first.</param>
/// <param name="Best">Best first.</param>
internal sealed record Showcase(MetricResult? Metric, string Method, IReadOnlyList<ShownPicture> Worst, IReadOnlyList<ShownPicture> Best)
{
    private const int MostOfAKind = 12;

    // Side of the part and quality of the JPEG files, from what is wished to what always fits.
    private static readonly (int Side, int Quality)[] ladder = [(448, 90), (448, 80), (384, 75), (320, 70), (256, 65), (192, 55), (128, 40)];

    /// <summary>Chooses and encodes.</summary>
    /// <param name="methods">What was measured; the first one that is not the program's own bicubic is ranked.</param>
    /// <param name="reduced">Paths of the reduced pictures, or null.</param>
    /// <param name="map">What draws where the ranked method is unlike the truth, or null.</param>
    /// <param name="budget">Bytes that all encoded pictures may take together.</param>
    public static Showcase Create(IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string>? reduced, HeatMap? map, long budget)
    {
        var ranked = methods.FirstOrDefault(method => !method.IsBicubic) ?? methods[0];
        if (ranked.Report.Metrics.FirstOrDefault(metric => metric.Values.Any(value => value is not null)) is not { } metric)
            return new Showcase(null, ranked.Name, [], []);
        var sign = metric.Description.HigherIsBetter ? 1 : -1;
        var order = Enumerable.Range(0, metric.Values.Count).Where(i => metric.Values[i] is not null).OrderBy(i => sign * metric.Values[i]!.Value).ThenBy(i => i).ToList();
        var worst = order.Take(Math.Min(MostOfAKind, (order.Count + 1) / 2)).ToList();
        var best = Enumerable.Reverse(order).Take(Math.Min(MostOfAKind, order.Count / 2)).ToList();
        foreach (var (side, quality) in ladder)
        {
            Dictionary<int, ShownPicture> shown = [];
            foreach (var i in worst.Concat(best))
            {
                if (Show(methods, ranked, reduced, map, i, side, quality) is { } picture)
                    shown[i] = picture;
            }
            if (shown.Values.Sum(picture => picture.Layers.Sum(layer => (long)layer.Jpeg.Length)) <= budget || (side, quality) == ladder[^1])
                return new Showcase(metric, ranked.Name, [.. worst.Where(shown.ContainsKey).Select(i => shown[i])], [.. best.Where(shown.ContainsKey).Select(i => shown[i])]);
        }
        throw new InvalidOperationException("the ladder has a last rung");
    }

    // A file may have gone since it was measured; then the page shows one picture less.
    private static ShownPicture? Show(IReadOnlyList<MeasuredMethod> methods, MeasuredMethod ranked, IReadOnlyList<string>? reduced, HeatMap? map, int index, int side, int quality)
    {
        try
        {
            var own = ImageFile.Read(ranked.Pairs[index].Path).Pixels.ToRgbPicture();
            var truth = ranked.Pairs[index].ReferencePath is { } path ? ImageFile.Read(path).Pixels.ToRgbPicture() : null;
            var part = PicturePart.WhereTheyDifferMost(own, truth, side);
            var layers = new List<PageLayer>();
            if (reduced is not null)
            {
                var small = ImageFile.Read(reduced[index]).Pixels;
                if (own.Width % small.Width == 0 && own.Height % small.Height == 0 && own.Width / small.Width == own.Height / small.Height)
                {
                    layers.Add(new PageLayer("lr", part.Cut(small.ToRgbPicture(), own.Width).Jpeg(quality)));
                    layers.Add(new PageLayer(MethodRun.BicubicName, part.Cut(Bicubic.Enlarge(small, own.Width, own.Height).ToRgbPicture(), own.Width).Jpeg(quality)));
                }
            }
            layers.AddRange(methods.Where(method => !method.IsBicubic).Select(method => new PageLayer(
                method.Name, part.Cut(method == ranked ? own : ImageFile.Read(method.Pairs[index].Path).Pixels.ToRgbPicture(), own.Width).Jpeg(quality))));
            if (truth is not null)
            {
                layers.Add(new PageLayer("hr", part.Cut(truth, own.Width).Jpeg(quality)));
                if (truth.Width == own.Width && truth.Height == own.Height && map?.Draw(part.Cut(own, own.Width), part.Cut(truth, own.Width)) is { } heat)
                    layers.Add(new PageLayer(map.Name, heat.Jpeg(quality)));
            }
            return new ShownPicture(index, own.Width, own.Height, part, layers);
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            return null;
        }
    }
}
