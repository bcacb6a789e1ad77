namespace TadSr.Configuration;

/// <summary>For whom the coarse choices of the degradation are drawn.</summary>
public enum DrawGrouping
{
    /// <summary>Everything anew for every sample: sample k is the same for any batch size and number of workers.</summary>
    Sample,

    /// <summary>Resize factor, modes, noise family, second round and order once for a batch, as the reference does.</summary>
    Batch,
}
