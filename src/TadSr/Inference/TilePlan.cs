namespace TadSr.Inference;

/// <summary>Where the tiles of a picture lie. All tiles of a plan have one size; the last of a row or column is moved back
/// so that it ends with the picture.</summary>
internal sealed class TilePlan
{
    /// <summary>Plans the tiles.</summary>
    /// <param name="width">Width of the input in pixels.</param>
    /// <param name="height">Height of the input in pixels.</param>
    /// <param name="tileWidth">Width of a tile; that of the input where it is smaller.</param>
    /// <param name="tileHeight">Height of a tile; that of the input where it is smaller.</param>
    /// <param name="strideX">Distance of tile starts in a row, at most the width of a tile.</param>
    /// <param name="strideY">Distance of tile starts in a column, at most the height of a tile.</param>
    public TilePlan(int width, int height, int tileWidth, int tileHeight, int strideX, int strideY)
    {
        (Width, Height, TileWidth, TileHeight) = (width, height, Math.Min(tileWidth, width), Math.Min(tileHeight, height));
        Columns = Starts(width, TileWidth, Math.Min(strideX, TileWidth));
        Rows = Starts(height, TileHeight, Math.Min(strideY, TileHeight));
    }

    /// <summary>Width of the input.</summary>
    public int Width { get; }

    /// <summary>Height of the input.</summary>
    public int Height { get; }

    /// <summary>Width of every tile.</summary>
    public int TileWidth { get; }

    /// <summary>Height of every tile.</summary>
    public int TileHeight { get; }

    /// <summary>First columns of the tiles of a row.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>First rows of the tiles of a column.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Number of tiles.</summary>
    public int Count => Columns.Count * Rows.Count;

    /// <summary>All tiles, row by row.</summary>
    public IEnumerable<Tile> Tiles => Rows.SelectMany(top => Columns.Select(left => new Tile(left, top)));

    /// <summary>Tile starts along one side: 0, stride, 2 stride, ...; the last is moved back to end with the picture (ResShift's rule).</summary>
    /// <param name="length">Length of the side.</param>
    /// <param name="tile">Length of a tile, at most that of the side.</param>
    /// <param name="stride">Distance of starts, 1 to <paramref name="tile"/>.</param>
    public static IReadOnlyList<int> Starts(int length, int tile, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tile, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, tile);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, tile);
        var starts = new List<int>();
        for (var start = 0; start + tile < length; start += stride)
            starts.Add(start);
        starts.Add(length - tile);
        return starts;
    }
}
