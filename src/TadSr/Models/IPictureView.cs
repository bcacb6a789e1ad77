using TadSr.Imaging;

namespace TadSr.Models;

/// <summary>A picture before it is cut into windows.</summary>
internal interface IPictureView
{
    /// <summary>Columns.</summary>
    int Width { get; }

    /// <summary>Rows.</summary>
    int Height { get; }

    /// <summary>The whole picture, reduced by averaging where a side is longer than asked for.</summary>
    /// <param name="longestSide">Largest side of the result.</param>
    /// <returns>(3, h, w), RGB in [0, 1].</returns>
    Planes<float> Reduced(int longestSide);
}
