namespace TadSr.Imaging.Formats;

/// <summary>Looks at a TIFF before libvips does. It names what is not read, finds strips that are not there, and sees to kinds that
/// the decoder takes for others: Lab, uncompressed colour differences, channels that are no alpha.</summary>
internal static class TiffInspection
{
    private const int MinIsWhite = 0, MinIsBlack = 1, Rgb = 2, Palette = 3, Cmyk = 5, Ycbcr = 6, CieLab = 8, IccLab = 9;
    private const int Uncompressed = 1, Lzw = 5, Jpeg = 7, Deflate = 8, OldDeflate = 32946, PackBits = 32773, LargestIptc = 1 << 20;
    private const string Convert = "convert it, with ImageMagick say: magick in.tif out.png";

    /// <summary>The plan for a file.</summary>
    /// <param name="file">A TIFF; its position is moved.</param>
    /// <param name="acceptsDamage">Whether missing strips do not matter.</param>
    /// <exception cref="PictureFileException">The file is not to be decoded.</exception>
    public static DecodePlan Plan(Stream file, bool acceptsDamage)
    {
        var tiff = TiffDirectory.Open(file) ?? throw new PictureFileException("truncated or damaged: its first directory does not lie inside the file");
        if (tiff.Has(TiffDirectory.DngVersion) || (tiff.Number(TiffDirectory.SubfileType, 0) & 1) != 0)
            throw new PictureFileException("camera raw files are not read; develop it first, with darktable say: darktable-cli in.dng out.tif");
        var photometric = (int)tiff.Number(TiffDirectory.Photometric, MinIsBlack);
        CheckSamples(tiff, photometric);
        CheckLength(tiff, file.Length);
        if (!acceptsDamage)
            CheckData(tiff, file.Length);

        var plan = DecodePlans.Plain(file, PictureFormat.Tiff) with
        {
            Orientation = tiff.Number(TiffDirectory.Orientation, 1) is >= 1 and <= 8 and var orientation ? (int)orientation : 1,
            Exif = TiffExif.Extract(tiff),
            Iptc = tiff.Entry(TiffDirectory.Iptc, LargestIptc) is (_, _, var records) ? records : null,
            Extra = Extra(tiff, photometric),
            InkProfile = photometric == Cmyk && tiff.Entry(TiffDirectory.IccProfile, 16 << 20) is (_, _, var profile) && IccProfile.ColourSpace(profile) == "CMYK" ? profile : null,
        };
        return photometric switch
        {
            // As RGB the decoder hands the samples on untouched.
            CieLab or IccLab => plan with { File = AsRgb(file, tiff), Meaning = photometric == CieLab ? SampleMeaning.Lab : SampleMeaning.IccLab },
            Ycbcr when tiff.Number(TiffDirectory.Compression, Uncompressed) != Jpeg => HalvesColour(tiff)
                ? plan with { Extra = ExtraChannel.Filler }
                : plan with { Meaning = SampleMeaning.Ycbcr, Tiff = tiff },
            _ => plan,
        };
    }

    private static void CheckSamples(TiffDirectory tiff, int photometric)
    {
        var samples = tiff.Number(TiffDirectory.SamplesPerPixel, 1);
        var bits = tiff.Numbers(TiffDirectory.BitsPerSample, 16) is { Length: > 0 } stated ? stated : [1];
        var kinds = tiff.Numbers(TiffDirectory.SampleFormat, 16) is { Length: > 0 } given ? given : [1];
        var kind = kinds[0] switch { 1 or 4 => "", 2 => "signed", 3 => "float", _ => "complex" };
        if (kind == "signed" && photometric is CieLab)
            kind = "";
        if (kind.Length > 0 || bits[0] > 16)
            throw new PictureFileException($"samples of {bits[0]} bits{(kind.Length > 0 ? $" ({kind})" : "")} are not read; save it with 8 or 16 bits a sample, with ImageMagick say: magick in.tif -depth 16 out.png");
        if (bits.Any(b => b != bits[0]) || bits[0] is not (1 or 2 or 4 or 8 or 16))
            throw new PictureFileException($"samples of {string.Join(", ", bits.Distinct())} bits are not read; {Convert}");
        if (photometric is not (MinIsWhite or MinIsBlack or Rgb or Palette or Cmyk or Ycbcr or CieLab or IccLab))
            throw new PictureFileException($"its kind of colours (photometric {photometric}) is not read; {Convert}");
        var least = photometric switch { Rgb or Ycbcr or CieLab or IccLab => 3, Cmyk => 4, _ => 1 };
        if (samples < least)
            throw new PictureFileException($"damaged: its kind of colours needs {least} samples a pixel, it has {samples}");
        if (photometric == Ycbcr && bits[0] != 8)
            throw new PictureFileException($"colour differences of {bits[0]} bits are not read; {Convert}");
    }

    // A file that is too short for the size that it claims is no picture, not even a part of one.
    private static void CheckLength(TiffDirectory tiff, long length)
    {
        var (width, height) = (tiff.Number(TiffDirectory.Width, 0), tiff.Number(TiffDirectory.Height, 0));
        var row = (width * tiff.Number(TiffDirectory.BitsPerSample, 1) * tiff.Number(TiffDirectory.SamplesPerPixel, 1) + 7) / 8;
        var least = tiff.Number(TiffDirectory.Compression, Uncompressed) switch
        {
            2 or 3 or 4 => height / 8,   // a row of fax takes a bit
            Uncompressed or PackBits => row * height / 64,   // also a part of the samples will do where damage is accepted
            Lzw => row * height / 2731,
            Deflate or OldDeflate => row * height / 1032,
            Jpeg => width * height / 512,
            _ => 0,
        };
        if (length < least)
            throw new PictureFileException($"truncated: {length} bytes cannot hold a picture of {width}x{height}; at least {least} are needed");
    }

    // An interrupted write leaves strips that point nowhere, a cut file ones that point behind its end.
    private static void CheckData(TiffDirectory tiff, long length)
    {
        var isTiled = tiff.Has(TiffDirectory.TileOffsets);
        var what = isTiled ? "tile" : "strip";
        var height = tiff.Number(TiffDirectory.Height, 0);
        var starts = tiff.Numbers(isTiled ? TiffDirectory.TileOffsets : TiffDirectory.StripOffsets, long.MaxValue);
        var sizes = tiff.Numbers(isTiled ? TiffDirectory.TileByteCounts : TiffDirectory.StripByteCounts, long.MaxValue);
        if (starts.Length == 0)
            throw new PictureFileException($"damaged: it names no {what}s, which an interrupted write leaves");
        if (!isTiled && height > 0)
        {
            var planes = tiff.Number(TiffDirectory.PlanarConfiguration, 1) == 2 ? tiff.Number(TiffDirectory.SamplesPerPixel, 1) : 1;
            var rows = Math.Clamp(tiff.Number(TiffDirectory.RowsPerStrip, height), 1, height);
            var needed = (height + rows - 1) / rows * planes;
            if (starts.Length < needed)
                throw new PictureFileException($"damaged: it has {starts.Length} of {needed} strips");
        }
        var mayOvershoot = tiff.Number(TiffDirectory.Compression, Uncompressed) == Uncompressed;   // the last strip is often stated as full
        for (var i = 0; i < starts.Length; i++)
        {
            var end = starts[i] + (i < sizes.Length ? sizes[i] : 1);
            if (starts[i] == 0 || end == starts[i])
                throw new PictureFileException($"damaged: {what} {i} was never written, which an interrupted write leaves");
            if (starts[i] >= length || (end > length && !(mayOvershoot && i == starts.Length - 1)))
                throw new PictureFileException($"truncated: {what} {i} ends at byte {end}, the file has {length}; {PictureFileException.GetAgain}");
        }
    }

    private static ExtraChannel Extra(TiffDirectory tiff, int photometric)
    {
        var colours = photometric is Rgb or Ycbcr ? 3 : photometric == Cmyk ? 4 : 1;
        if (tiff.Number(TiffDirectory.SamplesPerPixel, 1) <= colours)
            return ExtraChannel.Alpha;
        return tiff.Numbers(TiffDirectory.ExtraSamples, 1) is [0] ? ExtraChannel.Other : ExtraChannel.Alpha;
    }

    private static bool HalvesColour(TiffDirectory tiff)
        => tiff.Numbers(TiffDirectory.YcbcrSubsampling, 2) is not [1, 1];

    private static PatchedStream AsRgb(Stream file, TiffDirectory tiff)
    {
        var value = new byte[2];
        tiff.Read.Write(value, (ushort)Rgb);
        return new PatchedStream(file, [(tiff.PositionOf(TiffDirectory.Photometric), value)], []);
    }
}
