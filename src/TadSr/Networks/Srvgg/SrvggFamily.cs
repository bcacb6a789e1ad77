namespace TadSr.Networks.Srvgg;

/// <summary>Real-ESRGAN's small networks (<see cref="SrvggNetCompact"/>): general-x4v3, its weak-denoising variant, animevideov3.</summary>
internal sealed class SrvggFamily : NetworkFamily
{
    /// <summary>The name that the publication uses.</summary>
    internal const string FamilyName = "SRVGGNetCompact";

    private const int MostScale = 32;

    /// <inheritdoc/>
    public override string Name => FamilyName;

    /// <inheritdoc/>
    public override NetworkDescription Published => new SrvggDescription(new SrvggConfig());

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => keys.Find("body.0.weight") is { Length: 4 } && keys.Find("body.1.weight") is { Length: 1 };

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys)
    {
        var last = keys.Count("body") - 1;
        if (last < 2 || last % 2 != 0)
            throw new FormatException($"'body' has {last + 1} parts, not an odd number from 3");
        var inChannels = keys.Size("body.0.weight", 1);
        var total = keys.Size($"body.{last}.bias", 0);
        // As many channels come out as go in; a grey file that makes colours, or the reverse, is told by the square.
        foreach (var outChannels in new[] { inChannels, 3, 4, 1 })
        {
            var scale = (int)Math.Round(Math.Sqrt((double)total / outChannels));
            if (scale * scale * outChannels != total || scale > MostScale)
                continue;
            return new SrvggDescription(new SrvggConfig
            {
                InChannels = inChannels,
                OutChannels = outChannels,
                Features = keys.Size("body.0.weight", 0),
                Convolutions = (last - 2) / 2,
                Scale = scale,
            });
        }
        throw new FormatException($"'body.{last}.bias' has {total} values, which is no number of channels times a square");
    }
}
