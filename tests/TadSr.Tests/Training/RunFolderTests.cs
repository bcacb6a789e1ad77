using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Training;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(null, "(not recorded)")]
    [InlineData("1", "1")]
    public void Run_of_another_lite_network_is_refused(string? revision, string shown)
    {
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Teacher, 1);
        run.Train(config, folder.Path);
        var state = folder.File("state.safetensors");
        using (var file = CheckpointFile.Open(state))
        {
            var metadata = file.Metadata.Where(m => m.Key != "fingerprint.lite_revision").ToDictionary(m => m.Key, m => m.Value);
            if (revision is not null)
                metadata["fingerprint.lite_revision"] = revision;
            SafetensorsWriter.Write(state, [.. file.Entries.Select(e => new CopiedTensorSource(file, e, half: false))], metadata);
        }

        var error = Assert.Throws<TadSrException>(() => run.Load(config, folder.Path));

        Assert.Equal((ExitCode.Usage, $"{state}: this run was started with lite_revision = {shown}, now it is 2. Resume with the stored value, or start a new run folder."), (error.Code, error.Message));
    }

    public void Dispose() => folder.Dispose();
}
