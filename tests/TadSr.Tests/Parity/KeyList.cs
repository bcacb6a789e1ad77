using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>State-dict keys with shapes, sorted, as "key 1,2,3".</summary>
public static class KeyList
{
    /// <summary>The first two columns of a stored table, without its title row and comments.</summary>
    public static List<string> Read(string relativePath, char separator = ',') =>
        [.. File.ReadLines(References.Find(relativePath))
            .Skip(1)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => $"{cells[0]} {cells[1].Replace(separator, ',')}")
            .Order(StringComparer.Ordinal)];

    /// <summary>A list of a metric's network: "key, tab, [1, 2, 3]" without a title row.</summary>
    public static List<string> ReadMetric(string relativePath) =>
        [.. File.ReadLines(References.Find(relativePath))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => $"{cells[0]} {cells[1].Trim('[', ']').Replace(", ", ",", StringComparison.Ordinal)}")
            .Order(StringComparer.Ordinal)];

    /// <summary>What a module has.</summary>
    public static List<string> Of(nn.Module module) =>
        [.. module.state_dict().Select(x => $"{x.Key} {string.Join(',', x.Value.shape)}").Order(StringComparer.Ordinal)];
}
