using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>Collects finished rows with 16 bits a sample, holds their colours to the input's and makes the output buffer.</summary>
internal sealed class OutputAssembly
{
    private readonly PixelBuffer store;
    private readonly ColorFix? colors;
    private readonly int rim;
    private ushort smallest = ushort.MaxValue, largest;

    /// <summary>Starts an output.</summary>
    /// <param name="width">Columns of the output.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="colors">The colour fix, or null for none.</param>
    /// <param name="rim">Rows and columns that come before the output and are dropped.</param>
    public OutputAssembly(int width, int height, ColorFix? colors, int rim = 0)
    {
        store = new PixelBuffer(width, height, 3, 16);
        (this.colors, this.rim) = (colors, rim);
    }

    /// <summary>Whether all samples so far are equal.</summary>
    public bool IsConstant => smallest >= largest;

    /// <summary>Takes a row.</summary>
    /// <param name="y">Row, counted from the first of the rim; rows and columns outside of the output come from padding and are dropped.</param>
    /// <param name="values">Three planes of one row each, equally long, 0 to 1.</param>
    public void Add(int y, float[] values)
    {
        y -= rim;
        if (y < 0 || y >= store.Height)
            return;
        var row = store.Row16(y);
        var stride = values.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var source = values.AsSpan(channel * stride + rim, store.Width);
            colors?.Report(y, channel, source);
            for (var x = 0; x < source.Length; x++)
            {
                var sample = (ushort)(Math.Clamp(source[x], 0, 1) * ushort.MaxValue + 0.5f);
                row[x * 3 + channel] = sample;
                smallest = Math.Min(smallest, sample);
                largest = Math.Max(largest, sample);
            }
        }
    }

    /// <summary>Makes the output.</summary>
    /// <param name="channels">Channels of the output: 1 to 4.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="grey">Whether red, green and blue become one.</param>
    /// <param name="alpha">Rows of the alpha channel, or null for none.</param>
    public PixelBuffer Finish(int channels, int bitDepth, bool grey, PlaneResampling? alpha)
    {
        colors?.Complete();
        var result = new PixelBuffer(store.Width, store.Height, channels, bitDepth);
        var planes = new[] { new float[store.Width], new float[store.Width], new float[store.Width] };
        var correction = new float[store.Width];
        for (var y = 0; y < store.Height; y++)
        {
            var row = store.Row16(y);
            for (var channel = 0; channel < 3; channel++)
            {
                colors?.CorrectionRow(y, channel, correction);
                for (var x = 0; x < correction.Length; x++)
                    planes[channel][x] = row[x * 3 + channel] / (float)ushort.MaxValue + correction[x];
            }
            if (grey)
                Merge(planes);
            for (var channel = 0; channel < result.ColourChannels; channel++)
                Put(result, y, channel, planes[channel]);
            if (alpha is not null)
            {
                alpha.Row(y, correction);
                Put(result, y, channels - 1, correction);
                Array.Clear(correction);
            }
        }
        return result;
    }

    private static void Merge(float[][] planes)
    {
        for (var x = 0; x < planes[0].Length; x++)
            planes[0][x] = planes[1][x] = planes[2][x] = (planes[0][x] + planes[1][x] + planes[2][x]) / 3;
    }

    private static void Put(PixelBuffer result, int y, int channel, float[] values)
    {
        if (result.BitDepth == 8)
            Put<byte>(result.Row(y), result.Channels, channel, values, result.MaxValue);
        else
            Put<ushort>(result.Row16(y), result.Channels, channel, values, result.MaxValue);
    }

    private static void Put<T>(Span<T> row, int channels, int channel, float[] values, float most)
        where T : unmanaged, INumberBase<T>
    {
        for (var x = 0; x < values.Length; x++)
            row[x * channels + channel] = T.CreateTruncating(Math.Clamp(values[x], 0, 1) * most + 0.5f);
    }
}
