namespace TadSr.Metrics;

/// <summary>What options a metric takes.</summary>
internal enum MetricKind
{
    /// <summary>No metric has this name.</summary>
    Unknown,

    /// <summary>Compares two pictures; colour and crop can be chosen.</summary>
    Paired,

    /// <summary>Judges one picture; colour and crop can be chosen by name only, the general options do not apply.</summary>
    Single,

    /// <summary>Has no options.</summary>
    Fixed,
}
