using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>What tables call methods.</summary>
internal static class MethodNames
{
    /// <summary>Pairs names and pictures.</summary>
    /// <param name="inputs">Folders or files.</param>
    /// <param name="names">One for each of them, or none: then the last part of the path, and the whole path where two would be alike.</param>
    /// <exception cref="TadSrException">There is another number of names, or two methods have one name.</exception>
    public static IReadOnlyList<(string Name, string Input)> Of(IReadOnlyList<string> inputs, IReadOnlyList<string> names)
    {
        if (names.Count > 0 && names.Count != inputs.Count)
            throw new TadSrException($"{names.Count} name(s) are given for {inputs.Count} method(s); give one --name for each -i.", ErrorKind.Usage);
        var ends = inputs.Select(input => Path.GetFileName(Path.TrimEndingDirectorySeparator(input))).ToList();
        var result = inputs.Select((input, i) => (names.Count > 0 ? names[i] : ends[i].Length == 0 || ends.Count(end => end == ends[i]) > 1 ? input : ends[i], input)).ToList();
        if (result.GroupBy(method => method.Item1).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TadSrException($"two methods are called '{twice.Key}'; give each a --name of its own.", ErrorKind.Usage);
        return result;
    }
}
