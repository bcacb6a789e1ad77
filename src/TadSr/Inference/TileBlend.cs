namespace TadSr.Inference;

/// <summary>Joins the outputs of tiles. Holds one band of rows as wide as the picture and as high as a tile; rows leave it
/// as soon as no later tile touches them.</summary>
/// <remarks>Values are held to 2^-24 and weights are whole numbers, so that sums in float64 are exact and the result does not
/// depend on the order in which tiles come.</remarks>
internal sealed class TileBlend
{
    private const int Channels = 3;
    private const double Quantum = 1 << 24;

    private readonly int scale, width, height, tileWidth, tileHeight;
    private readonly int[][] columnWeights, rowWeights;
    private readonly int[] columnSums, rowSums;
    private readonly double[] sums;
    private readonly int bandRows;
    private int firstRow;

    /// <summary>Starts an output.</summary>
    /// <param name="plan">The tiles.</param>
    /// <param name="scale">Pixels of the output for one of the input.</param>
    /// <param name="mode">How to join.</param>
    /// <param name="wholePicture">Whether to hold the whole output, so that tiles may come in any order; else row by row.</param>
    public TileBlend(TilePlan plan, int scale, BlendMode mode, bool wholePicture = false)
    {
        this.scale = scale;
        (width, height) = (plan.Width * scale, plan.Height * scale);
        (tileWidth, tileHeight) = (plan.TileWidth * scale, plan.TileHeight * scale);
        columnWeights = Weights(plan.Columns, plan.TileWidth, plan.Width, scale, mode, out columnSums);
        rowWeights = Weights(plan.Rows, plan.TileHeight, plan.Height, scale, mode, out rowSums);
        Plan = plan;
        bandRows = wholePicture ? height : tileHeight;
        sums = new double[(long)Channels * bandRows * width];
    }

    /// <summary>The tiles.</summary>
    public TilePlan Plan { get; }

    /// <summary>Bytes that a band takes.</summary>
    public static long BandBytes(long width, long tileHeight) => Channels * width * tileHeight * sizeof(double);

    /// <summary>Adds the output of a tile.</summary>
    /// <param name="column">Index into the plan's columns.</param>
    /// <param name="row">Index into the plan's rows.</param>
    /// <param name="values">3 planes of tile height x tile width output values.</param>
    public void Add(int column, int row, ReadOnlySpan<float> values)
    {
        var left = Plan.Columns[column] * scale;
        var top = Plan.Rows[row] * scale - firstRow;
        var across = columnWeights[column];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = 0; y < tileHeight; y++)
            {
                double weight = rowWeights[row][y];
                if (weight == 0)
                    continue;
                var source = values.Slice((channel * tileHeight + y) * tileWidth, tileWidth);
                var target = sums.AsSpan((channel * bandRows + top + y) * width + left, tileWidth);
                for (var x = 0; x < target.Length; x++)
                    target[x] += Math.Round(source[x] * Quantum) * across[x] * weight;
            }
        }
    }

    /// <summary>Gives out the rows that no tile of plan row <paramref name="nextRow"/> or later touches.</summary>
    /// <param name="nextRow">Index of the next row of tiles; the number of rows when all are in.</param>
    /// <param name="emit">Takes a row of the output, by its number, and its values: three planes one row wide, red, green, blue. The array
    /// is filled anew for the next row.</param>
    public void Finish(int nextRow, Action<int, float[]> emit)
    {
        var end = nextRow < Plan.Rows.Count ? Plan.Rows[nextRow] * scale : height;
        var values = new float[Channels * width];
        for (var y = firstRow; y < end; y++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var source = sums.AsSpan((channel * bandRows + y - firstRow) * width, width);
                var factor = 1 / (Quantum * rowSums[y]);
                for (var x = 0; x < width; x++)
                    values[channel * width + x] = (float)(source[x] * (factor / columnSums[x]));
            }
            emit(y, values);
        }
        Advance(end - firstRow);
    }

    private void Advance(int rows)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            var plane = sums.AsSpan(channel * bandRows * width, bandRows * width);
            plane[(rows * width)..].CopyTo(plane);
            plane[((bandRows - rows) * width)..].Clear();
        }
        firstRow += rows;
    }

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
