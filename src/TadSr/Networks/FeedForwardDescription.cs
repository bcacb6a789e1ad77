using TadSr.Runtime;

namespace TadSr.Networks;

/// <summary>A network that enlarges in one pass without noise: (B, 3, h, w) to (B, 3, h s, w s), RGB, about [0, 1], not clamped.</summary>
/// <param name="Family">Name of the family.</param>
public abstract record FeedForwardDescription(string Family) : NetworkDescription(Family)
{
    /// <summary>Pixels of the output for one of the input, in each direction.</summary>
    public abstract int Scale { get; }

    /// <summary>Channels that go in and come out; pictures need 3.</summary>
    public abstract (int In, int Out) Channels { get; }

    /// <summary>Sides of the input must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Side of a tile that suits the network, in pixels of the input.</summary>
    public abstract int DefaultTile { get; }

    /// <summary>Pixels of the input that neighbouring tiles share: with them tiles differ from the whole picture by no more than
    /// rounding to 8 bits shows.</summary>
    public abstract int DefaultOverlap { get; }

    /// <summary>Bytes of working memory for one pixel of a tile's input.</summary>
    public abstract int BytesPerPixel { get; }

    // As the published programs compute on a processor; docs/performance.md has what bfloat16 would change.
    /// <inheritdoc/>
    public override Precision AutoPrecision => Precision.Fp32;

    // The published programs do not.
    /// <inheritdoc/>
    public override bool RepairsColours => false;

    /// <summary>Builds the network with zero parameters.</summary>
    public abstract FeedForwardNetwork Build();
}
