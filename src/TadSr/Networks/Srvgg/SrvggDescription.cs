using TadSr.Runtime;

namespace TadSr.Networks.Srvgg;

/// <summary>A <see cref="SrvggNetCompact"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
internal sealed record SrvggDescription(SrvggConfig Config) : FeedForwardDescription(SrvggFamily.FamilyName)
{
    /// <inheritdoc/>
    public override int Scale => Config.Scale;

    /// <inheritdoc/>
    public override (int In, int Out) Channels => (Config.InChannels, Config.OutChannels);

    /// <inheritdoc/>
    public override int SizeMultiple => 1;

    /// <inheritdoc/>
    public override int DefaultTile => 256;

    /// <inheritdoc/>
    public override int DefaultOverlap => 48;

    /// <inheritdoc/>
    public override int BytesPerPixel => sizeof(float) * (8 * Config.Features + 6 * Config.OutChannels * Scale * Scale) + 1024;

    // On CUDA in half precision.
    /// <inheritdoc/>
    internal override PublishedScript Script(ModelDescription? model) => new("Real-ESRGAN", 0, null, null, 0, Precision.Fp16);

    /// <inheritdoc/>
    public override string Describe() => $"{Family} x{Scale}, {Config.Convolutions} convolutions of {Config.Features} channels";

    /// <inheritdoc/>
    public override FeedForwardNetwork Build() => new SrvggNetCompact(Config);

    /// <inheritdoc/>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        for (var i = 0; i <= Config.Convolutions; i++)
        {
            plan.Conv2d($"body.{2 * i}", i == 0 ? Config.InChannels : Config.Features, Config.Features, 3, 1);
            plan.Parameter($"body.{2 * i + 1}.weight", Config.Features);
        }
        plan.Conv2d($"body.{2 * Config.Convolutions + 2}", Config.Features, (long)Config.OutChannels * Scale * Scale, 3, 1);
        return plan;
    }
}
