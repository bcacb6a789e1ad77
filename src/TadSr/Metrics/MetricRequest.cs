using System.Globalization;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>A metric as the user asks for it: <c>name[:colour][:cropN]</c>, for example <c>psnr:ycbcr:crop4</c>; psnr also takes <c>uint8</c>.</summary>
/// <param name="Key">The words as they were given; what reports call the metric.</param>
/// <param name="Name">The metric.</param>
/// <param name="Colour">Colour space; the metric's own default when null.</param>
/// <param name="Crop">Pixels to cut off at each side; 0 when null.</param>
internal sealed record MetricRequest(string Key, string Name, MetricColour? Colour, int? Crop)
{
    private const string RoundedWord = "uint8";

    /// <summary>Whether psnr rounds to whole levels first.</summary>
    public bool Rounded { get; init; }

    /// <summary>Whether the network computes in float16 where the device is CUDA.</summary>
    public bool Half { get; init; }

    /// <summary>Reads a list such as <c>psnr,ssim,lpips</c>.</summary>
    /// <param name="text">Names separated by commas.</param>
    /// <param name="colour">Colour for those psnr, ssim and ms_ssim that name none.</param>
    /// <param name="crop">Crop for those psnr, ssim and ms_ssim that name none.</param>
    /// <exception cref="TadSrException">A metric is unknown, is given twice, or has an option that it cannot take.</exception>
    public static IReadOnlyList<MetricRequest> ParseList(string text, MetricColour? colour = null, int? crop = null)
    {
        var requests = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => Parse(word, colour, crop)).ToList();
        if (requests.Count == 0)
            throw new TadSrException($"the list of metrics is empty; known metrics: {string.Join(", ", MetricCatalogue.Names)}.", ErrorKind.Usage);
        if (requests.GroupBy(r => r.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new TadSrException($"the list of metrics names '{twice.Key}' twice.", ErrorKind.Usage);
        return requests;
    }

    /// <summary>Whether the metric compares with a true picture.</summary>
    public bool NeedsTruth() => MetricCatalogue.NeedsTruth(Name);

    /// <summary>Reads the name of a colour space: rgb, yiq or ycbcr.</summary>
    /// <exception cref="TadSrException">It is none of these.</exception>
    public static MetricColour ParseColour(string text) => text switch
    {
        "rgb" => MetricColour.Rgb,
        "yiq" => MetricColour.Yiq,
        "ycbcr" => MetricColour.Ycbcr,
        _ => throw new TadSrException($"the colour is '{text}'; use rgb, yiq or ycbcr.", ErrorKind.Usage),
    };

    internal static MetricRequest Parse(string word, MetricColour? colour, int? crop)
    {
        var parts = word.Split(':');
        var name = parts[0];
        var kind = MetricCatalogue.KindOf(name);
        if (MetricCatalogue.WhyAbsent(name) is { } reason)
            throw new TadSrException($"'{name}' is not offered: {reason}.", ErrorKind.Usage);
        if (kind == MetricKind.Unknown)
            throw new TadSrException($"there is no metric '{name}'; known metrics: {string.Join(", ", MetricCatalogue.Names)}.", ErrorKind.Usage);
        var request = new MetricRequest(word, name, kind == MetricKind.Paired ? colour : null, kind == MetricKind.Paired ? crop : null);
        foreach (var part in parts.Skip(1))
        {
            if (kind == MetricKind.Fixed)
                throw new TadSrException($"'{word}': {name} takes no options; write {name}.", ErrorKind.Usage);
            if (part == RoundedWord && name == "psnr")
            {
                request = request with { Rounded = true };
                continue;
            }
            request = part.StartsWith("crop", StringComparison.Ordinal)
                ? request with { Crop = ParseCrop(word, part) }
                : request with { Colour = ParseColour(part) };
        }
        return request;
    }

    private static int ParseCrop(string word, string part) =>
        int.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var pixels)
            ? pixels
            : throw new TadSrException($"'{word}': '{part}' is no crop; write crop4 for 4 pixels.", ErrorKind.Usage);
}
