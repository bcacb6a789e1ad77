using TadSr.Imaging;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>Amplitude spectra of the green channel in windows of 128 x 128, ordered by how much texture the truth has there. Up to
/// 2048 windows are held one by one; beyond, neighbours in that order are added up, so that memory stays flat and only windows at the border
/// between two thirds may count to either.</summary>
/// <param name="most">Number of entries above which neighbours are added up.</param>
internal sealed class WindowSpectra(int most = 2048)
{
    /// <summary>Side of a window and of its spectrum, pixels.</summary>
    public const int Side = 128;

    /// <summary>Distance of each bin of a spectrum from zero frequency, cycles a pixel.</summary>
    public static IReadOnlyList<double> Frequencies => frequencies;

    private readonly List<(double Energy, double Last, int Count, float[] Sum)> entries = [];

    private static readonly double[] frequencies =
        [.. Enumerable.Range(0, Side * Side).Select(i => Math.Sqrt(Along(i % Side) * Along(i % Side) + Along(i / Side) * Along(i / Side)))];

    private static readonly double[] hann = [.. Enumerable.Range(0, Side).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (Side - 1)))];

    /// <summary>Takes in all windows of a picture, from the top left, none over another.</summary>
    /// <param name="picture">The picture to judge.</param>
    /// <param name="truth">The true one, of equal size.</param>
    /// <param name="prepare">What becomes of a window's spectrum before it is averaged.</param>
    public void Add(RgbPicture picture, RgbPicture truth, Action<double[]> prepare)
    {
        for (var top = 0; top + Side <= picture.Height; top += Side)
        {
            for (var left = 0; left + Side <= picture.Width; left += Side)
            {
                var spectrum = Spectrum(picture, left, top);
                prepare(spectrum);
                var energy = Energy(truth, left, top);
                Insert((energy, energy, 1, Array.ConvertAll(spectrum, v => (float)v)));
            }
        }
    }

    /// <summary>Takes in the windows of another picture, which are not to be used further.</summary>
    public void Add(WindowSpectra other)
    {
        foreach (var entry in other.entries)
        {
            Insert(entry);
            if (entries.Count > most)
                AddUpNeighbours();
        }
    }

    /// <summary>Mean spectrum of the third of the windows with the least texture.</summary>
    public double[] Flat => Mean(entries);

    /// <summary>Mean spectrum of the third with the most.</summary>
    public double[] Textured => Mean(Enumerable.Reverse(entries));

    private void Insert((double Energy, double Last, int Count, float[] Sum) entry)
    {
        var at = entries.FindIndex(e => e.Energy > entry.Energy);
        entries.Insert(at < 0 ? entries.Count : at, entry);
    }

    private double[] Mean(IEnumerable<(double Energy, double Last, int Count, float[] Sum)> ordered)
    {
        var wanted = Math.Max(1, entries.Sum(e => e.Count) / 3);
        var mean = new double[Side * Side];
        var count = 0;
        foreach (var entry in ordered)
        {
            for (var i = 0; i < mean.Length; i++)
                mean[i] += entry.Sum[i];
            count += entry.Count;
            if (count >= wanted)
                break;
        }
        for (var i = 0; i < mean.Length; i++)
            mean[i] /= Math.Max(1, count);
        return mean;
    }

    // The two of the fewest windows; of several such pairs the two most alike.
    private void AddUpNeighbours()
    {
        var at = Enumerable.Range(0, entries.Count - 1).MinBy(i => (entries[i].Count + entries[i + 1].Count, entries[i + 1].Energy - entries[i].Last, i));
        var (first, second) = (entries[at], entries[at + 1]);
        for (var i = 0; i < first.Sum.Length; i++)
            first.Sum[i] += second.Sum[i];
        entries[at] = (first.Energy, second.Last, first.Count + second.Count, first.Sum);
        entries.RemoveAt(at + 1);
    }

    private static double Green(RgbPicture picture, int x, int y) => picture.Samples[3 * (y * picture.Width + x) + 1];

    private static double Energy(RgbPicture truth, int left, int top)
    {
        double across = 0, down = 0;
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var here = Green(truth, left + x, top + y);
                if (x + 1 < Side)
                    across += Squared(Green(truth, left + x + 1, top + y) - here);
                if (y + 1 < Side)
                    down += Squared(Green(truth, left + x, top + y + 1) - here);
            }
        }
        return (across + down) / (Side * (Side - 1));

        static double Squared(double value) => value * value;
    }

    private static double[] Spectrum(RgbPicture picture, int left, int top)
    {
        var values = new double[Side * Side];
        for (var i = 0; i < values.Length; i++)
            values[i] = Green(picture, left + i % Side, top + i / Side);
        var mean = values.Average();
        for (var i = 0; i < values.Length; i++)
            values[i] = (values[i] - mean) * hann[i / Side] * hann[i % Side];
        using var scope = NewDisposeScope();
        return fft.fft2(tensor(values, [Side, Side])).abs().data<double>().ToArray();
    }

    /// <summary>Frequency of a row or column of the spectrum, cycles a pixel, without its sign.</summary>
    public static double Along(int index) => Math.Min(index, Side - index) / (double)Side;
}
