using TadSr.Runtime;

namespace TadSr.Networks.Compact;

/// <summary>A <see cref="CompactDenoiser"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
internal sealed record CompactDescription(CompactConfig Config) : DenoiserDescription(nameof(CompactDenoiser))
{
    /// <summary>The keys that the published network does not have. Here and not with the network, whose type loads the tensor library.</summary>
    internal static IReadOnlyList<string> Added { get; } = ["input_z.weight", "time_scale", "time_shift"];

    /// <inheritdoc/>
    public override int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public override int ConditionRatio => 1;

    /// <inheritdoc/>
    public override int DefaultTile => 256;

    /// <inheritdoc/>
    public override int DefaultOverlap => 48;

    /// <inheritdoc/>
    public override int Rim => 4;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AddedKeys => Added;

    /// <inheritdoc/>
    public override int BytesPerPosition => sizeof(float) * (8 * Config.Features + 6 * Config.LatentChannels) + 1024;

    /// <inheritdoc/>
    public override string Describe() => $"{Family}, {Config.LatentChannels} latent channels, {Config.Convolutions} convolutions of {Config.Features} channels, {Config.Steps} steps";

    /// <inheritdoc/>
    public override DiffusionNetwork Build() => new CompactDenoiser(Config);

    /// <inheritdoc/>
    public override void CheckSteps(int steps)
    {
        if (steps != Config.Steps)
            throw new TadSrException($"the network has scales and shifts for {Config.Steps} times (model.steps), the schedule has {steps} (diffusion.steps); the two must be equal.", ErrorKind.Usage);
    }

    /// <inheritdoc/>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        for (var i = 0; i <= Config.Convolutions; i++)
        {
            plan.Conv2d($"body.{2 * i}", i == 0 ? 3 : Config.Features, Config.Features, 3, 1);
            plan.Parameter($"body.{2 * i + 1}.weight", Config.Features);
        }
        plan.Conv2d($"body.{2 * Config.Convolutions + 2}", Config.Features, Config.LatentChannels, 3, 1);
        plan.Parameter("input_z.weight", Config.Features, Config.LatentChannels, 3, 3);
        plan.Work(2.0 * Config.Features * Config.LatentChannels * 9);
        plan.Parameter("time_scale", Config.Steps, Config.Convolutions + 1, Config.Features);
        plan.Parameter("time_shift", Config.Steps, Config.Convolutions + 1, Config.Features);
        return plan;
    }
}
