using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>The colours of an input from 0 to 1, row by row; fully transparent pixels have those of their surroundings.</summary>
internal sealed class InputColours
{
    private readonly PixelBuffer image;
    private readonly HiddenColours? hidden;
    private readonly float[] row, alpha;

    /// <summary>Looks at the whole picture once when it has alpha.</summary>
    public InputColours(PixelBuffer image)
    {
        this.image = image;
        (row, alpha) = (new float[image.Width], image.HasAlpha ? new float[image.Width] : []);
        hidden = image.HasAlpha ? HiddenColours.Find(image.CopyRow, image.CopyAlphaRow, image.Width, image.Height) : null;
    }

    /// <summary>Columns.</summary>
    public int Width => image.Width;

    /// <summary>Rows.</summary>
    public int Height => image.Height;

    /// <summary>One row of one colour.</summary>
    /// <param name="y">Row.</param>
    /// <param name="channel">0 to 2; grey gives itself for each.</param>
    /// <param name="target">Width values.</param>
    public void CopyRow(int y, int channel, Span<float> target)
    {
        image.CopyRow(y, channel, target);
        if (hidden is null)
            return;
        image.CopyAlphaRow(y, alpha);
        hidden.Fill(y, channel, alpha, target);
    }

    /// <summary>Some columns of one row of one colour.</summary>
    public void Gather(int y, int channel, ReadOnlySpan<int> columns, Span<float> target)
    {
        if (hidden is null)
        {
            image.Gather(y, channel, columns, target);
            return;
        }
        CopyRow(y, channel, row);
        for (var x = 0; x < target.Length; x++)
            target[x] = row[columns[x]];
    }

    /// <summary>Whether all samples are equal.</summary>
    public bool IsConstant()
    {
        CopyRow(0, 0, row);
        var first = row[0];
        for (var y = 0; y < Height; y++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                CopyRow(y, channel, row);
                if (row.AsSpan().ContainsAnyExcept(first))
                    return false;
            }
        }
        return true;
    }
}
