namespace TadSr.Imaging.Formats;

/// <summary>What the colour channels of a decoder mean.</summary>
internal enum SampleMeaning
{
    /// <summary>Grey or RGB.</summary>
    Plain,

    /// <summary>CIE Lab, a and b with a sign.</summary>
    Lab,

    /// <summary>CIE Lab, a and b around the middle of the range, as ICC has it.</summary>
    IccLab,

    /// <summary>Luminance and two colour differences.</summary>
    Ycbcr,
}
