using System.Numerics;
using System.Runtime.InteropServices;
using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>Collects parts of rows with 16 bits a sample, holds their colours to the input's and puts whole rows into the output as soon
/// as their correction is known.</summary>
internal sealed class OutputAssembly
{
    private readonly PixelBuffer result, pending;   // of pending, row y is at y modulo its height
    private readonly ColorFix? colors;
    private readonly PlaneResampling? alpha;
    private readonly bool isGrey;
    private readonly int rim;
    private readonly float[][] planes;
    private readonly float[] extra;
    private readonly byte[] row;
    private ushort smallest = ushort.MaxValue, largest;
    private int finished;

    /// <summary>Starts an output.</summary>
    /// <param name="result">The output.</param>
    /// <param name="rowsAtOnce">Rows of a row of tiles.</param>
    /// <param name="scale">Pixels of the output for one of the input.</param>
    /// <param name="colors">The colour fix, or null for none.</param>
    /// <param name="isGrey">Whether red, green and blue become one.</param>
    /// <param name="alpha">Rows of the alpha channel, or null for none.</param>
    /// <param name="rim">Rows and columns that come before the output and are dropped.</param>
    public OutputAssembly(PixelBuffer result, int rowsAtOnce, int scale, ColorFix? colors, bool isGrey, PlaneResampling? alpha, int rim = 0)
    {
        (this.result, this.colors, this.isGrey, this.alpha, this.rim) = (result, colors, isGrey, alpha, rim);
        pending = new PixelBuffer(result.Width, PendingRows(result.Height, rowsAtOnce, scale, colors is not null), 3, 16);
        planes = [new float[result.Width], new float[result.Width], new float[result.Width]];
        extra = new float[result.Width];
        row = new byte[result.Stride];
    }

    /// <summary>Whether all samples so far are equal.</summary>
    public bool IsConstant => smallest >= largest;

    /// <summary>Rows of the output that wait at most.</summary>
    public static int PendingRows(int height, int rowsAtOnce, int scale, bool repairsColours) => Math.Min(height, rowsAtOnce + (repairsColours ? ColorFix.Lag * scale : 0));

    /// <summary>Takes a part of a row.</summary>
    /// <param name="y">Row, counted from the first of the rim; rows and columns outside of the output come from padding and are dropped.</param>
    /// <param name="left">First column, counted likewise.</param>
    /// <param name="values">Red, green and blue, equally many values of each, 0 to 1.</param>
    public void Add(int y, int left, ReadOnlySpan<float> values)
    {
        (y, left) = (y - rim, left - rim);
        var stride = values.Length / 3;
        var (first, end) = (Math.Max(left, 0), Math.Min(left + stride, result.Width));
        if (y < 0 || y >= result.Height || first >= end)
            return;
        var target = pending.Row16(y % pending.Height);
        for (var channel = 0; channel < 3; channel++)
        {
            var source = values.Slice(channel * stride + first - left, end - first);
            colors?.Report(y, channel, first, source);
            for (var x = 0; x < source.Length; x++)
            {
                var sample = (ushort)(Math.Clamp(source[x], 0, 1) * ushort.MaxValue + 0.5f);
                target[(first + x) * 3 + channel] = sample;
                smallest = Math.Min(smallest, sample);
                largest = Math.Max(largest, sample);
            }
        }
    }

    /// <summary>Puts rows into the output, as far as that can be done.</summary>
    /// <param name="rows">Rows that are there as a whole, counted from the first of the rim.</param>
    public void Complete(int rows)
    {
        rows = Math.Clamp(rows - rim, 0, result.Height);
        if (colors is not null)
        {
            colors.Complete(rows, Put);
            return;
        }
        for (; finished < rows; finished++)
            Put(finished);
    }

    private void Put(int y)
    {
        var source = pending.Row16(y % pending.Height);
        for (var channel = 0; channel < 3; channel++)
        {
            colors?.CorrectionRow(y, channel, extra);
            for (var x = 0; x < extra.Length; x++)
                planes[channel][x] = source[x * 3 + channel] / (float)ushort.MaxValue + extra[x];
        }
        if (isGrey)
            Merge();
        for (var channel = 0; channel < result.ColourChannels; channel++)
            Put(channel, planes[channel]);
        if (alpha is not null)
        {
            alpha.Row(y, extra);
            Put(result.Channels - 1, extra);
            Array.Clear(extra);
        }
        result.SetRow(y, row);
    }

    private void Merge()
    {
        for (var x = 0; x < planes[0].Length; x++)
            planes[0][x] = planes[1][x] = planes[2][x] = (planes[0][x] + planes[1][x] + planes[2][x]) / 3;
    }

    private void Put(int channel, float[] values)
    {
        if (result.BitDepth == 8)
            Put<byte>(row, result.Channels, channel, values, result.MaxValue);
        else
            Put(MemoryMarshal.Cast<byte, ushort>(row.AsSpan()), result.Channels, channel, values, result.MaxValue);
    }

    private static void Put<T>(Span<T> row, int channels, int channel, float[] values, float most)
        where T : unmanaged, INumberBase<T>
    {
        for (var x = 0; x < values.Length; x++)
            row[x * channels + channel] = T.CreateTruncating(Math.Clamp(values[x], 0, 1) * most + 0.5f);
    }
}
