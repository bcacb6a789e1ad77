using TadSr.Runtime;

namespace TadSr.Imaging.Formats;

/// <summary>A file that cannot be read; the message says why in words for the user, without the file's name.</summary>
/// <param name="message">Reason and remedy.</param>
/// <param name="inner">The cause.</param>
internal sealed class PictureFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do with a file that is not whole.</summary>
    public const string GetAgain = $"get it again, or set {Setting.AcceptDamaged} to take what there is";
}
