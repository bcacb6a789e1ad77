namespace TadSr.Configuration;

/// <summary>How the logits of several heads become one number.</summary>
public enum GanReduction
{
    /// <summary>Mean over the concatenated logits, as in the authors' code.</summary>
    ConcatMean,

    /// <summary>Mean per head, then the sum over heads (eq. 11 and 12).</summary>
    SumHeads,

    /// <summary>Mean per head, then the mean over heads.</summary>
    MeanHeads,

    /// <summary>Sum over all logits.</summary>
    SumAll,
}
