namespace TadSr.Imaging.Formats;

/// <summary>What a channel behind the colours means.</summary>
internal enum ExtraChannel
{
    /// <summary>Opacity.</summary>
    Alpha,

    /// <summary>Opacity that the colours are multiplied with.</summary>
    Premultiplied,

    /// <summary>Nothing that a picture has.</summary>
    Other,

    /// <summary>Opacity that says nothing: the decoder adds it.</summary>
    Filler,
}
