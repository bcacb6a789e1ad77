using TadSr.Data;
using TadSr.Imaging;
using TadSr.Tests.Imaging;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Data;

/// <summary>Training reads files as everything else does.</summary>
[Trait("Kind", "Parity")]
public sealed class TrainingPictureTests
{
    public static TheoryData<string, string, bool> Files()
    {
        var rows = new TheoryData<string, string, bool>();
        foreach (var (folder, refused) in new[] { ("images", "refused"), ("faults", "refused") })
        {
            foreach (var row in File.ReadLines(References.Find(folder, "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')).Where(row => row.Length > 2))
                rows.Add(folder, row[0], row[1] == refused);
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Training_sees_the_samples_of_infer_or_names_the_reason(string folder, string name, bool isRefused)
    {
        var path = References.Find(folder, name);
        if (isRefused)
        {
            var error = Assert.Throws<InvalidDataException>(() =>
            {
                PictureReader.Measure(path);
                PictureReader.Decode(path);
            });
            Assert.DoesNotContain('\n', error.Message);
            Assert.DoesNotContain(FaultTests.RuntimeWords, error.Message.Contains);
            return;
        }
        PictureReader.Measure(path);
        Assert.Equal(ImageFile.Read(path).Pixels.ToRgbPicture().Samples, PictureReader.Decode(path).Samples);
    }
}
