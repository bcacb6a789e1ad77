using System.Text.Json;
using TadSr.Networks.Rrdb;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class RrdbParityTests
{
    public static TheoryData<string> Cases() => References.Cases("rrdb");

    [Theory]
    [MemberData(nameof(Cases))]
    public void RrdbNet_gives_the_stored_picture(string path) =>
        FeedForwardCase.Check(path, json => Describe(json.GetProperty("config"), json.GetProperty("layout").GetString()!), 1e-5);

    [Fact]
    public void Published_key_lists_are_recognised_with_all_their_sizes() => FeedForwardCase.CheckDetection("rrdb", Describe);

    private static RrdbDescription Describe(JsonElement config, string layout) => new(new RrdbConfig
    {
        Layout = layout switch { "old" => RrdbLayout.Old, "trunk" => RrdbLayout.Trunk, _ => RrdbLayout.BasicSr },
        InChannels = config.GetProperty("in_ch").GetInt32() / (int)Math.Pow(config.GetProperty("unshuffle").GetInt32(), 2),
        OutChannels = config.GetProperty("out_ch").GetInt32(),
        Features = config.GetProperty("num_feat").GetInt32(),
        Growth = config.GetProperty("num_grow_ch").GetInt32(),
        Blocks = config.GetProperty("num_block").GetInt32(),
        Upsamplers = config.GetProperty("upsamplers").GetInt32(),
        Unshuffle = config.GetProperty("unshuffle").GetInt32(),
    });
}
