namespace TadSr.Inference;

/// <summary>Joins the outputs of tiles, which come row by row and from left to right. Holds one tile and the rows that it shares with
/// the next row of tiles; a part of a row leaves it as soon as no later tile touches it.</summary>
/// <remarks>Values are held to 2^-24 and weights are whole numbers, so that sums in float64 are exact and the result does not
/// depend on the order in which they are made.</remarks>
internal sealed class TileBlend
{
    private const int Channels = 3;
    private const double Quantum = 1 << 24;

    private readonly int scale, width, tileWidth, tileHeight;
    private readonly int[][] columnWeights, rowWeights;
    private readonly int[] columnSums, rowSums;
    private readonly double[] sums;   // of the tile's columns: its own values and what tiles to the left put there
    private readonly double[] shared;   // of whole rows: what the rows of tiles above put where later ones add to it
    private readonly int sharedRows;
    private readonly float[] values;
    private int firstShared, lastShared;

    /// <summary>Starts an output.</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="scale">Pixels of the output for one of the input.</param>
    /// <param name="mode">How to join.</param>
    public TileBlend(TilePlan plan, int scale, BlendMode mode)
    {
        this.scale = scale;
        Plan = plan;
        width = plan.Width * scale;
        (tileWidth, tileHeight) = (plan.TileWidth * scale, plan.TileHeight * scale);
        columnWeights = Weights(plan.Columns, plan.TileWidth, plan.Width, scale, mode, out columnSums);
        rowWeights = Weights(plan.Rows, plan.TileHeight, plan.Height, scale, mode, out rowSums);
        sharedRows = SharedRows(plan, scale, rowWeights);
        sums = new double[(long)Channels * tileHeight * tileWidth];
        shared = new double[(long)Channels * sharedRows * width];
        values = new float[Channels * tileWidth];
    }

    /// <summary>Takes a part of a row of the output.</summary>
    /// <param name="y">Row.</param>
    /// <param name="left">First column.</param>
    /// <param name="values">Red, green and blue, equally many values of each; filled anew for the next part.</param>
    public delegate void PartOfRow(int y, int left, ReadOnlySpan<float> values);

    /// <summary>The tiles.</summary>
    public TilePlan Plan { get; }

    /// <summary>Rows of the output that are complete.</summary>
    public int Finished { get; private set; }

    /// <summary>Bytes that joining takes.</summary>
    public static long Bytes(TilePlan plan, int scale, BlendMode mode)
    {
        var rows = SharedRows(plan, scale, Weights(plan.Rows, plan.TileHeight, plan.Height, scale, mode, out _));
        return sizeof(double) * Channels * ((long)plan.TileWidth * plan.TileHeight * scale * scale + (long)plan.Width * scale * rows);
    }

    /// <summary>Adds the output of the next tile.</summary>
    /// <param name="column">Index into the plan's columns.</param>
    /// <param name="row">Index into the plan's rows.</param>
    /// <param name="tile">3 planes of tile height x tile width output values.</param>
    /// <param name="emit">Takes what has become complete.</param>
    public void Add(int column, int row, ReadOnlySpan<float> tile, PartOfRow emit)
    {
        var across = columnWeights[column];
        for (var line = 0; line < Channels * tileHeight; line++)
        {
            var source = tile.Slice(line * tileWidth, tileWidth);
            var target = sums.AsSpan(line * tileWidth, tileWidth);
            for (var x = 0; x < target.Length; x++)
                target[x] += Math.Round(source[x] * Quantum) * across[x];
        }
        var (left, top) = (Plan.Columns[column] * scale, Plan.Rows[row] * scale);
        var count = (column + 1 < Plan.Columns.Count ? Plan.Columns[column + 1] * scale : width) - left;
        var end = CompleteRows(Plan, scale, rowWeights, row);
        for (var y = top; y < top + tileHeight; y++)
        {
            if (y >= Finished)   // else the weights of this row of tiles are all zero there
                Leave(y, y - top, rowWeights[row][y - top], left, count, y < end ? emit : null);
        }
        Shift(count);
        if (column + 1 == Plan.Columns.Count)
        {
            Finished = end;
            (firstShared, lastShared) = (end, Math.Max(lastShared, LastRow(Plan, scale, rowWeights, row)));
        }
    }

    // Of one row: what is complete leaves, what is not is kept for the next row of tiles.
    private void Leave(int y, int line, double weight, int left, int count, PartOfRow? emit)
    {
        if (emit is null && weight == 0)
            return;
        for (var channel = 0; channel < Channels; channel++)
        {
            var source = sums.AsSpan((channel * tileHeight + line) * tileWidth, count);
            var above = sharedRows == 0 ? [] : shared.AsSpan((int)(((long)channel * sharedRows + y % sharedRows) * width + left), count);
            var isShared = y >= firstShared && y < lastShared;
            if (emit is null)
            {
                for (var x = 0; x < count; x++)
                    above[x] = (isShared ? above[x] : 0) + source[x] * weight;
                continue;
            }
            var target = values.AsSpan(channel * count, count);
            var factor = 1 / (Quantum * rowSums[y]);
            for (var x = 0; x < count; x++)
                target[x] = (float)((source[x] * weight + (isShared ? above[x] : 0)) * (factor / columnSums[left + x]));
        }
        emit?.Invoke(y, left, values.AsSpan(0, Channels * count));
    }

    private void Shift(int columns)
    {
        for (var line = 0; line < Channels * tileHeight; line++)
        {
            var row = sums.AsSpan(line * tileWidth, tileWidth);
            row[columns..].CopyTo(row);
            row[(tileWidth - columns)..].Clear();
        }
    }

    // The most rows that have something of one row of tiles and get something of a later one.
    private static int SharedRows(TilePlan plan, int scale, int[][] weights)
    {
        var most = 0;
        for (var row = 0; row + 1 < plan.Rows.Count; row++)
            most = Math.Max(most, Math.Max(LastRow(plan, scale, weights, row), LastRow(plan, scale, weights, Math.Max(row - 1, 0))) - CompleteRows(plan, scale, weights, row));
        return most;
    }

    private static int LastRow(TilePlan plan, int scale, int[][] weights, int row)
        => plan.Rows[row] * scale + Array.FindLastIndex(weights[row], weight => weight > 0) + 1;

    // Rows to which no later row of tiles adds anything.
    private static int CompleteRows(TilePlan plan, int scale, int[][] weights, int row)
        => row + 1 == plan.Rows.Count
            ? plan.Height * scale
            : Enumerable.Range(row + 1, Math.Min(2, plan.Rows.Count - row - 1)).Min(later => plan.Rows[later] * scale + Array.FindIndex(weights[later], weight => weight > 0));

    // Whole-number weights of every tile along one side, in output pixels, and their sum at each place.
    private static int[][] Weights(IReadOnlyList<int> starts, int tile, int length, int scale, BlendMode mode, out int[] sums)
    {
        sums = new int[length * scale];
        var weights = new int[starts.Count][];
        for (var i = 0; i < starts.Count; i++)
        {
            var before = i == 0 ? 0 : (starts[i - 1] + tile - starts[i]) * scale;
            var after = i == starts.Count - 1 ? 0 : (starts[i] + tile - starts[i + 1]) * scale;
            weights[i] = new int[tile * scale];
            for (var x = 0; x < weights[i].Length; x++)
            {
                weights[i][x] = mode == BlendMode.Average ? 1 : Math.Min(Ramp(x, before), Ramp(weights[i].Length - 1 - x, after));
                sums[starts[i] * scale + x] += weights[i][x];
            }
        }
        return weights;
    }

    // 0 to 256 over the middle half of the overlap; two ramps that face each other add up to 256.
    private static int Ramp(int distance, int overlap)
    {
        var position = overlap == 0 ? 1 : Math.Clamp((distance + 0.5 - overlap / 4.0) / (overlap / 2.0), 0, 1);
        return (int)Math.Round(256 * position * position * (3 - 2 * position));
    }
}
