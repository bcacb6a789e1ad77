namespace TadSr.Networks;

/// <summary>How <see cref="AnalyticFill"/> scales its unit values.</summary>
internal enum FillRule
{
    /// <summary>References of networks and training: weights of rank 2 and more unit / sqrt(fan), norm scales 1 + unit / sqrt(n),
    /// other vectors unit / sqrt(n), spectral vectors of length 1. Buffers other than those are not filled.</summary>
    Networks,

    /// <summary>References of metrics: weights gain unit / sqrt(fan), scales and variances 1 + 0.1 unit, other vectors 0.1 unit.</summary>
    Metrics,
}
