namespace TadSr.Cli.Reports;

/// <summary>One picture of a page in all its versions.</summary>
/// <param name="Index">Its place in the report.</param>
/// <param name="Width">Width of the whole picture.</param>
/// <param name="Height">Height of the whole picture.</param>
/// <param name="Part">What is shown of it.</param>
/// <param name="Layers">From the reduced picture to the truth.</param>
internal sealed record ShownPicture(int Index, int Width, int Height, PicturePart Part, IReadOnlyList<PageLayer> Layers);

/// <summary>One version of a picture.</summary>
/// <param name="Name">lr, bicubic, hr, or the method.</param>
/// <param name="Jpeg">The encoded part.</param>
internal sealed record PageLayer(string Name, byte[] Jpeg);
