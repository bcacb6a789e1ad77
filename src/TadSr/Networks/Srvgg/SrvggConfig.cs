namespace TadSr.Networks.Srvgg;

/// <summary>Sizes of a <see cref="SrvggNetCompact"/>; the defaults are those of realesr-general-x4v3.</summary>
internal sealed record SrvggConfig
{
    /// <summary>Channels of the picture that goes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the picture that comes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels between the convolutions.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Convolutions between the first and the last.</summary>
    public int Convolutions { get; init; } = 32;

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public int Scale { get; init; } = 4;
}
