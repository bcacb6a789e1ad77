using System.Buffers.Binary;
using System.Text;

namespace TadSr.Imaging.Formats;

/// <summary>The header of a colour profile.</summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;

    /// <summary>Whether the profile has its signature and all its bytes.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> icc) => icc.Length > HeaderLength && icc[36..40].SequenceEqual("acsp"u8) && BinaryPrimitives.ReadUInt32BigEndian(icc) <= icc.Length;

    /// <summary>The colours that it describes, trimmed: RGB, GRAY, CMYK.</summary>
    public static string ColourSpace(ReadOnlySpan<byte> icc) => icc.Length < 20 ? "" : Encoding.ASCII.GetString(icc[16..20]).TrimEnd();
}
