using System.Runtime.ExceptionServices;
using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>One attempt of libvips at a file, with one strictness: the rows as grey or RGB, with or without alpha.</summary>
internal sealed class VipsRows : IDisposable
{
    private const string Profile = "srgb";

    private readonly DecodePlan plan;
    private readonly StreamSource source;
    private readonly Stack<IDisposable> owned = new();
    private readonly Image pixels;
    private readonly Region region;
    private readonly int bands;
    private readonly SampleConversion.Row convert;

    /// <summary>Opens the file.</summary>
    /// <param name="plan">How.</param>
    /// <param name="strictness">What makes the decoder give up.</param>
    /// <param name="cancellation">Stops the decoder where it reads on.</param>
    /// <exception cref="VipsException">The decoder gives up.</exception>
    /// <exception cref="PictureFileException">The samples are of a kind that is not read.</exception>
    public VipsRows(DecodePlan plan, Enums.FailOn strictness, CancellationToken cancellation)
    {
        this.plan = plan;
        source = Own(new StreamSource(plan.File, cancellation));
        try
        {
            var loaded = Own(plan.Load(source, strictness));
            Check(loaded);
            (StoredBands, Interpretation) = (loaded.Bands, loaded.Interpretation);
            Fields = Describe(loaded);
            (pixels, Channels, convert) = Prepare(loaded);
            bands = pixels.Bands;
            (Width, Height, BitDepth) = (pixels.Width, pixels.Height, pixels.Format == Enums.BandFormat.Ushort ? 16 : 8);
            region = Own(Region.New(pixels));
        }
        catch (VipsException)
        {
            var error = source.Error;
            Dispose();
            Rethrow(error);
            throw;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>8 or 16.</summary>
    public int BitDepth { get; }

    /// <summary>Channels in the file.</summary>
    public int StoredBands { get; }

    /// <summary>What the decoder takes the channels for.</summary>
    public Enums.Interpretation Interpretation { get; }

    /// <summary>Whether CMYK was converted through the file's own profile.</summary>
    public bool UsedInkProfile { get; private set; }

    /// <summary>What the decoder says about the file.</summary>
    public VipsFields Fields { get; }

    /// <summary>Whether the last rows that were read end in the middle grey that a JPEG decoder puts where data is missing.</summary>
    public bool EndsInFiller { get; private set; }

    /// <summary>Decodes rows; they must be asked for in their order.</summary>
    /// <param name="y">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="target">Their samples.</param>
    /// <exception cref="VipsException">The decoder gives up.</exception>
    public void Read(int y, int rows, Span<byte> target)
    {
        byte[] decoded;
        try
        {
            decoded = region.Fetch(0, y, Width, rows);
        }
        catch (VipsException)
        {
            Rethrow(source.Error);
            throw;
        }
        var (from, to) = (decoded.Length / rows, target.Length / rows);
        for (var row = 0; row < rows; row++)
            convert(decoded.AsSpan(row * from, from), target.Slice(row * to, to));
        EndsInFiller = IsFiller(decoded.AsSpan((rows - 1) * from));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (owned.TryPop(out var handle))
            handle.Dispose();
    }

    private static void Rethrow(Exception? error)
    {
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
    }

    private bool IsFiller(ReadOnlySpan<byte> row)
    {
        const int middle = 128, columns = 8;
        return BitDepth == 8 && !row[^(Math.Min(columns, Width) * bands)..].ContainsAnyExcept((byte)middle);
    }

    private T Own<T>(T handle)
        where T : IDisposable
    {
        owned.Push(handle);
        return handle;
    }

    private static VipsFields Describe(Image image)
    {
        var names = image.GetFields();
        return new VipsFields
        {
            Pages = names.Contains("n-pages") ? (int)image.Get("n-pages") : 1,
            BitsPerSample = names.Contains("bits-per-sample") ? (int)image.Get("bits-per-sample") : names.Contains("heif-bitdepth") ? (int)image.Get("heif-bitdepth") : 8,
            PixelsPerInch = names.Contains("resolution-unit") ? (image.Xres * 25.4, image.Yres * 25.4) : null,
            Exif = Blob("exif-data"),
            Icc = Blob("icc-profile-data"),
            Xmp = Blob("xmp-data"),
            Iptc = Blob("iptc-data") ?? Blob("photoshop-data"),
        };

        byte[]? Blob(string name) => names.Contains(name) && image.Get(name) is byte[] { Length: > 0 } bytes ? bytes : null;
    }

    private static void Check(Image image)
    {
        if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
            throw new PictureFileException($"{image.Format.ToString().ToLowerInvariant()} samples are not read; save it with 8 or 16 bits a sample, with ImageMagick say: magick in.tif -depth 16 out.png");
        if (image.Interpretation is not (Enums.Interpretation.Bw or Enums.Interpretation.Grey16 or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb or Enums.Interpretation.Rgb16 or Enums.Interpretation.Cmyk))
            throw new PictureFileException($"colours of kind {image.Interpretation} are not read; convert it, with ImageMagick say: magick in.tif out.png");
    }

    private (Image Pixels, int Channels, SampleConversion.Row Convert) Prepare(Image loaded)
    {
        var deep = loaded.Format == Enums.BandFormat.Ushort;
        switch (plan.Meaning)
        {
            case SampleMeaning.Lab or SampleMeaning.IccLab:
                return (Own(FromLab(loaded, deep)), 3, SampleConversion.Copy);
            case SampleMeaning.Ycbcr:
                return (loaded, 3, SampleConversion.FromYcbcr(plan.Tiff!));
        }
        if (loaded.Interpretation == Enums.Interpretation.Cmyk)
        {
            var inks = loaded.Bands == 4 ? loaded : Own(loaded.ExtractBand(0, n: 4));
            if (plan.InkProfile is not null && FromInks(inks, deep) is { } rgb)
            {
                UsedInkProfile = true;
                return (rgb, 3, SampleConversion.Copy);
            }
            return (inks, 3, SampleConversion.FromCmyk(deep));
        }
        var colours = loaded.Bands <= 2 ? 1 : 3;
        var hasAlpha = loaded.Bands > colours && plan.Extra == ExtraChannel.Alpha;
        var channels = colours + (hasAlpha ? 1 : 0);
        var bits = Fields.BitsPerSample is > 8 and < 16 ? Fields.BitsPerSample : 0;   // shifted up by the decoder, so that white is not white
        return (loaded, channels, SampleConversion.Pick(loaded.Bands, channels, deep, bits));
    }

    // Both kinds hold L from 0 to the largest sample for 0 to 100; a and b count in levels of 8 bits.
    private Image FromLab(Image loaded, bool deep)
    {
        var lightness = Own(Own(loaded.ExtractBand(0)).Linear([100.0 / (deep ? 65535 : 255)], [0.0]));
        var others = Own(loaded.ExtractBand(1, n: 2));
        var unit = deep ? 1 / 256.0 : 1;
        Image chroma;
        if (plan.Meaning == SampleMeaning.IccLab)
            chroma = Own(others.Linear([unit, unit], [-128.0, -128.0]));
        else
            chroma = Own(Own(others.Copy(format: deep ? Enums.BandFormat.Short : Enums.BandFormat.Char)).Linear([unit, unit], [0.0, 0.0]));
        var lab = Own(Own(lightness.Bandjoin(chroma)).Copy(interpretation: Enums.Interpretation.Lab));
        return lab.IccExport(outputProfile: Profile, depth: deep ? 16 : 8);
    }

    private Image? FromInks(Image inks, bool deep)
    {
        try
        {
            return Own(inks.IccTransform(Profile, embedded: true, depth: deep ? 16 : 8));
        }
        catch (VipsException)
        {
            return null;   // a profile that cannot be used is one that is not there
        }
    }
}
