namespace TadSr.Configuration;

/// <summary>The learning rate after the warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Stays.</summary>
    Constant,

    /// <summary>Half a cosine down to lr_min at the last iteration.</summary>
    Cosine,
}
