using TadSr.Networks.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>One training step of the discriminator, as the references order it: real, fake, step, fake again.</summary>
[Trait("Kind", "Parity")]
public class DiscriminatorParityTests
{
    /// <summary>Every file in float32, and those that were computed in float64 in float64 too.</summary>
    public static TheoryData<string, bool> Cases()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var row in References.Cases("discriminator"))
        {
            rows.Add(new TheoryDataRow<string, bool>(row.Data, false) { Skip = row.Skip });
            if (row.Skip is not null)
                continue;
            using var golden = GoldenFile.Open(row.Data);
            if (golden.Case.GetProperty("compute_dtype").GetString() == "float64")
                rows.Add(row.Data, true);
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Discriminator_makes_the_stored_training_step(string path, bool wide)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.Open(path);
        using var case_ = new DiscriminatorCase(golden, wide);
        case_.CheckEvaluation();
        case_.CheckStep();
    }

    [Fact]
    public void Full_discriminator_has_the_published_keys()
    {
        using var scope = NewDisposeScope();
        using var network = new TimeAwareDiscriminator([160, 320, 320, 640, 640]);
        var expected = KeyList.Read("training/disc_full_keys.tsv", 'x');
        Assert.Equal(expected, KeyList.Of(network));
        Assert.Equal(20_764_320, network.parameters().Sum(x => x.numel()));
    }
}
