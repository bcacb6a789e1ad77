namespace TadSr.Imaging.Formats;

/// <summary>What a channel behind the colours means.</summary>
internal enum ExtraChannel
{
    /// <summary>Opacity; where colours are multiplied with it, the decoder divides them.</summary>
    Alpha,

    /// <summary>Nothing that a picture has.</summary>
    Other,

    /// <summary>Opacity that says nothing: the decoder adds it.</summary>
    Filler,
}
