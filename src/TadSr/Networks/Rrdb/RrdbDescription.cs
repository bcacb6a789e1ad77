namespace TadSr.Networks.Rrdb;

/// <summary>An <see cref="RrdbNet"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
internal sealed record RrdbDescription(RrdbConfig Config) : FeedForwardDescription(RrdbFamily.FamilyName)
{
    /// <inheritdoc/>
    public override int Scale => Config.Scale;

    /// <inheritdoc/>
    public override (int In, int Out) Channels => (Config.InChannels, Config.OutChannels);

    /// <inheritdoc/>
    public override int SizeMultiple => Config.Unshuffle;

    /// <inheritdoc/>
    public override int DefaultTile => 256;

    /// <inheritdoc/>
    public override int DefaultOverlap => 128;

    // A dense block's maps before and after they are joined, and the last maps at the output's size, with what convolutions need beside.
    /// <inheritdoc/>
    public override int BytesPerPixel =>
        sizeof(float) * (5 * (Config.Features + 4 * Config.Growth) / (Config.Unshuffle * Config.Unshuffle) + 4 * Config.Features * Scale * Scale) + 2048;

    // Real-ESRGAN's program takes half precision on CUDA, the others float32; their files are alike.
    /// <inheritdoc/>
    internal override PublishedScript Script(ModelDescription? model) => new("Real-ESRGAN, BSRGAN and ESRGAN", 0, null, null, 0, null);

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family} x{Scale}, {Config.Blocks} blocks, {Config.Features} channels, growth {Config.Growth}, {Config.Upsamplers} doubling(s)"
        + $"{(Config.Unshuffle == 1 ? "" : $" behind an unshuffle of {Config.Unshuffle}")}, keys as in {Keys()}";

    /// <inheritdoc/>
    public override FeedForwardNetwork Build() => new RrdbNet(Config);

    /// <inheritdoc/>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        var (features, growth) = (Config.Features, Config.Growth);
        var results = 1.0 / (Config.Unshuffle * Config.Unshuffle);
        plan.Conv2d(Config.First, (long)Config.InChannels * Config.Unshuffle * Config.Unshuffle, features, 3, results);
        for (var block = 0; block < Config.Blocks; block++)
        {
            for (var dense = 1; dense <= 3; dense++)
            {
                for (var k = 1; k <= 5; k++)
                    plan.Conv2d(Config.Dense(block, dense, k), features + (k - 1) * growth, k < 5 ? growth : features, 3, results);
            }
        }
        plan.Conv2d(Config.Body, features, features, 3, results);
        for (var i = 0; i < Config.Upsamplers; i++)
            plan.Conv2d(Config.Up(i), features, features, 3, results *= 4);
        plan.Conv2d(Config.HighResolution, features, features, 3, results);
        plan.Conv2d(Config.Last, features, Config.OutChannels, 3, results);
        return plan;
    }

    private string Keys() => Config.Layout switch { RrdbLayout.BasicSr => "BasicSR", RrdbLayout.Trunk => "ESRGAN 2019", _ => "the first ESRGAN" };
}
