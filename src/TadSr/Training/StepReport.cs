namespace TadSr.Training;

/// <summary>What a step tells the log: loss terms and gradient norms by name, in the order of their making.</summary>
public sealed class StepReport
{
    private readonly List<(string Name, double Sum, int Count)> values = [];

    /// <summary>The means of what was added, by name.</summary>
    public IEnumerable<(string Name, double Value)> Values => values.Select(v => (v.Name, v.Sum / v.Count));

    /// <summary>Adds a value; several of one name (microbatches) are averaged.</summary>
    public void Add(string name, double value)
    {
        var at = values.FindIndex(v => v.Name == name);
        if (at < 0)
            values.Add((name, value, 1));
        else
            values[at] = (name, values[at].Sum + value, values[at].Count + 1);
    }
}
