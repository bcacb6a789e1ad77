using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>Reads a file with libvips. A decoder that gives up is asked again with less strictness where that is allowed: a JPEG
/// about which it can only warn is read and called damaged, and so is any file whose user takes what there is.</summary>
internal sealed class VipsReader : IPictureReader
{
    private const string Cut = "premature end";
    private const string IsTruncated = $"truncated: the picture ends before its last row; {PictureFileException.GetAgain}";

    private readonly DecodePlan plan;
    private readonly PictureFormat format;
    private readonly CancellationToken cancellation;
    private readonly bool acceptsDamage;
    private readonly Enums.FailOn[] levels;
    private readonly List<string> warnings;
    private VipsRows? attempt;
    private int level, done;
    private string? reason;
    private bool isExhausted;

    /// <summary>Opens a file.</summary>
    /// <exception cref="PictureFileException">It cannot be read.</exception>
    public VipsReader(DecodePlan plan, PictureFormat format, bool acceptsDamage, CancellationToken cancellation)
    {
        (this.plan, this.format, this.acceptsDamage, this.cancellation) = (plan, format, acceptsDamage, cancellation);
        levels = [.. plan.WarnsOfDamage ? [Enums.FailOn.Warning] : Array.Empty<Enums.FailOn>(), Enums.FailOn.Error, .. acceptsDamage ? [Enums.FailOn.None] : Array.Empty<Enums.FailOn>()];
        warnings = [.. plan.Warnings];
        LibVips.Load();
        try
        {
            using var turn = LibVips.Share();
            attempt = Open();
        }
        catch (VipsException)
        {
            using var turn = LibVips.Alone();
            attempt = OpenAlone();
        }
        (Header, Metadata) = Describe(attempt);
    }

    /// <inheritdoc/>
    public PictureHeader Header { get; }

    /// <inheritdoc/>
    public PictureMetadata Metadata { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => warnings;

    /// <inheritdoc/>
    public string? Damage => reason is null ? plan.Damage : $"the decoder had to guess: {reason}";

    /// <inheritdoc/>
    public void ReadRows(Span<byte> target)
    {
        var rows = (int)(target.Length / Header.Stride);
        cancellation.ThrowIfCancellationRequested();
        if (isExhausted)
        {
            target.Clear();
            return;
        }
        try
        {
            using var turn = LibVips.Share();
            attempt!.Read(done, rows, target);
        }
        catch (VipsException)
        {
            using var turn = LibVips.Alone();
            ReadAlone(rows, target);
        }
        done += rows;
        var isCut = plan.WarnsOfDamage && reason?.Contains(Cut, StringComparison.Ordinal) == true && (plan.Damage is not null || attempt!.EndsInFiller);
        if (isCut && done == Header.Height && !acceptsDamage)
            throw new PictureFileException(IsTruncated);
    }

    /// <inheritdoc/>
    public void Dispose() => attempt?.Dispose();

    private VipsRows Open() => new(plan, levels[level], cancellation);

    private VipsRows OpenAlone()
    {
        for (; ; )
        {
            try
            {
                return Open();
            }
            catch (VipsException e)
            {
                GiveWay(e);
            }
        }
    }

    // From the start, since a decoder that has given up cannot go on; and not before the message of this file's own error is had.
    private void ReadAlone(int rows, Span<byte> target)
    {
        for (; ; )
        {
            attempt!.Dispose();
            try
            {
                attempt = Open();
                Skip();
                attempt.Read(done, rows, target);
                return;
            }
            catch (VipsException e)
            {
                if (acceptsDamage && level == levels.Length - 1 && done > 0)
                {
                    reason ??= LibVips.Message(e);
                    isExhausted = true;
                    target.Clear();
                    return;
                }
                GiveWay(e);
            }
        }
    }

    private void Skip()
    {
        var block = Math.Max(1, (int)((1 << 20) / Header.Stride));
        var scratch = new byte[Header.Stride * Math.Min(block, Math.Max(done, 1))];
        for (var y = 0; y < done; y += block)
        {
            var rows = Math.Min(block, done - y);
            attempt!.Read(y, rows, scratch.AsSpan(0, (int)(rows * Header.Stride)));
        }
    }

    private void GiveWay(VipsException error)
    {
        var message = LibVips.Message(error);
        if (LibVips.IsOutOfMemory(error))
            throw new InsufficientMemoryException(message, error);
        if (level + 1 < levels.Length)
        {
            level++;
            reason ??= message;
            return;
        }
        if (plan is { WarnsOfDamage: true, Damage: not null })
            throw new PictureFileException(IsTruncated, error);
        var remedy = message.Contains(Cut, StringComparison.OrdinalIgnoreCase) || message.Contains("unexpected end", StringComparison.OrdinalIgnoreCase)
            ? $"{PictureFileException.GetAgain}"
            : $"convert it, with ImageMagick say: magick in{PictureFormats.Extension(format)} out.png";
        throw new PictureFileException($"cannot be decoded: {message.TrimEnd('.')}; {remedy}", error);
    }

    private (PictureHeader Header, PictureMetadata Metadata) Describe(VipsRows rows)
    {
        var fields = rows.Fields;
        if (fields.Pages > 1)
            warnings.Add(format is PictureFormat.Tiff or PictureFormat.Avif or PictureFormat.Heif ? "several pictures: only the first is used" : "animated: only the first frame is used");
        var metadata = plan.Metadata ?? new PictureMetadata
        {
            Exif = plan.Exif ?? fields.Exif,
            Icc = fields.Icc,
            Xmp = fields.Xmp,
            Iptc = (plan.Iptc ?? fields.Iptc) is { } found ? IptcBlock.Unwrap(found) : null,
            Colour = plan.Colour,
            PixelsPerInch = format is PictureFormat.Jpeg or PictureFormat.Tiff ? fields.PixelsPerInch : null,
        };
        var orientation = 1;
        if (metadata.Exif is { } exif)
        {
            var block = ExifBlock.Read(exif);
            orientation = block?.Orientation ?? 1;
            metadata = metadata with { Exif = block?.Bytes };
            if (block is null)
                warnings.Add("the EXIF block is damaged and left out");
        }
        metadata = metadata with { Icc = Profile(metadata.Icc, rows) };
        return (new PictureHeader(rows.Width, rows.Height, rows.Channels, rows.BitDepth)
        {
            Orientation = plan.Orientation ?? orientation,
            AlphaIsOptional = plan.AlphaIsOptional,
        }, metadata);
    }

    private byte[]? Profile(byte[]? icc, VipsRows rows)
    {
        if (plan.Meaning is SampleMeaning.Lab or SampleMeaning.IccLab)
        {
            warnings.Add("Lab is converted to sRGB");
            return null;
        }
        if (rows.Interpretation == Enums.Interpretation.Cmyk)
        {
            if (rows.StoredBands > 4)
                warnings.Add("the channels behind CMYK are left out");
            warnings.Add(rows.UsedInkProfile
                ? "CMYK is converted to sRGB through its colour profile, which is left out"
                : "CMYK without a usable colour profile is converted to RGB by the plain formula; colours may differ from print");
            return null;
        }
        if (rows.StoredBands > (rows.StoredBands <= 2 ? 2 : 4) || (plan.Extra == ExtraChannel.Other && rows.StoredBands != rows.Channels))
            warnings.Add("channels that are neither colour nor alpha are left out");
        if (icc is null || IccProfile.IsWhole(icc))
            return icc;
        warnings.Add("the colour profile is damaged and left out");
        return null;
    }
}
