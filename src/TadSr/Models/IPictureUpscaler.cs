namespace TadSr.Models;

/// <summary>An engine that enlarges pictures window by window. Plain numbers go in and come out, so that tiling, blending, colour
/// repair and files need no tensor library, and another engine can take the place of this one. Safe for several threads.</summary>
internal interface IPictureUpscaler : IDisposable
{
    /// <summary>What the model needs and gives.</summary>
    UpscalerTraits Traits { get; }

    /// <summary>Looks at a picture once, before its windows: for models that decide something for the whole of it.</summary>
    /// <param name="picture">The picture; what is not asked for is not computed.</param>
    /// <returns>What enlarges the windows of this picture.</returns>
    IWindowUpscaler Prepare(IPictureView picture);
}
