using System.Text.Json;
using TadSr.Networks.Srvgg;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class SrvggParityTests
{
    public static TheoryData<string> Cases() => References.Cases("srvgg");

    [Theory]
    [MemberData(nameof(Cases))]
    public void SrvggNetCompact_gives_the_stored_picture(string path) => FeedForwardCase.Check(path, json => Describe(json.GetProperty("config"), ""), 5e-6);

    [Fact]
    public void Published_key_lists_are_recognised_with_all_their_sizes() => FeedForwardCase.CheckDetection("srvgg", Describe);

    private static SrvggDescription Describe(JsonElement config, string layout) => new(new SrvggConfig
    {
        InChannels = config.GetProperty("num_in_ch").GetInt32(),
        OutChannels = config.GetProperty("num_out_ch").GetInt32(),
        Features = config.GetProperty("num_feat").GetInt32(),
        Convolutions = config.GetProperty("num_conv").GetInt32(),
        Scale = config.GetProperty("upscale").GetInt32(),
    });
}
