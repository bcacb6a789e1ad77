namespace TadSr.Networks.Rrdb;

/// <summary>Sizes of an <see cref="RrdbNet"/>; the defaults are those of ESRGAN, BSRGAN and Real-ESRGAN x4.</summary>
internal sealed record RrdbConfig
{
    /// <summary>How the file names its layers.</summary>
    public RrdbLayout Layout { get; init; } = RrdbLayout.BasicSr;

    /// <summary>Channels of the picture that goes in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the picture that comes out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels between the blocks.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Channels that every convolution of a dense block adds.</summary>
    public int Growth { get; init; } = 32;

    /// <summary>Residual-in-residual dense blocks.</summary>
    public int Blocks { get; init; } = 23;

    /// <summary>Doublings after the blocks.</summary>
    public int Upsamplers { get; init; } = 2;

    /// <summary>Side of the squares of pixels that become channels before the first convolution; 1 for none. Two doublings behind an
    /// unshuffle of 2 enlarge twice, one doubling without does so too: they are different networks.</summary>
    public int Unshuffle { get; init; } = 1;

    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public int Scale => (1 << Upsamplers) / Unshuffle;

    /// <summary>The path of the first convolution.</summary>
    internal string First => Layout == RrdbLayout.Old ? "model.0" : "conv_first";

    /// <summary>The path of the convolution behind the blocks.</summary>
    internal string Body => Layout switch { RrdbLayout.BasicSr => "conv_body", RrdbLayout.Trunk => "trunk_conv", _ => $"model.1.sub.{Blocks}" };

    /// <summary>The path of the last but one convolution.</summary>
    internal string HighResolution => Layout switch { RrdbLayout.BasicSr => "conv_hr", RrdbLayout.Trunk => "HRconv", _ => $"model.{3 * Upsamplers + 2}" };

    /// <summary>The path of the last convolution.</summary>
    internal string Last => Layout == RrdbLayout.Old ? $"model.{3 * Upsamplers + 4}" : "conv_last";

    /// <summary>The path of a convolution of a dense block.</summary>
    /// <param name="block">Block from 0.</param>
    /// <param name="dense">Dense block from 1 to 3.</param>
    /// <param name="convolution">Convolution from 1 to 5.</param>
    internal string Dense(int block, int dense, int convolution) => Layout switch
    {
        RrdbLayout.BasicSr => $"body.{block}.rdb{dense}.conv{convolution}",
        RrdbLayout.Trunk => $"RRDB_trunk.{block}.RDB{dense}.conv{convolution}",
        _ => $"model.1.sub.{block}.RDB{dense}.conv{convolution}.0",
    };

    /// <summary>The path of the convolution behind a doubling.</summary>
    /// <param name="index">From 0.</param>
    internal string Up(int index) => Layout switch { RrdbLayout.BasicSr => $"conv_up{index + 1}", RrdbLayout.Trunk => $"upconv{index + 1}", _ => $"model.{3 * (index + 1)}" };
}
