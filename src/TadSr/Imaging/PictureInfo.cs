namespace TadSr.Imaging;

/// <summary>What the header of a picture file says, before anything is decoded.</summary>
/// <param name="Format">Format by content, whatever the extension says.</param>
/// <param name="Width">Width in pixels as stored (orientation not applied).</param>
/// <param name="Height">Height in pixels as stored.</param>
public sealed record PictureInfo(PictureFormat Format, int Width, int Height);
