using System.Text;
using TadSr.Checkpoints;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class CheckpointFileTests
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nsize 474441234\n";

    [Theory]
    [InlineData("a.pth", Pointer, "this is a Git-LFS pointer, 134 bytes, for a file of 474.4 MB, not the weights; run `git lfs pull`")]
    [InlineData("a.safetensors", Pointer, "this is a Git-LFS pointer")]
    [InlineData("a.safetensors", "\n <!DOCTYPE HTML><html>rate limited</html>", "this is a web page, 42 bytes, not a checkpoint; download the file itself")]
    [InlineData("a.pth", "<?xml version=\"1.0\"?><Error>AccessDenied</Error>", "this is a web page")]
    [InlineData("a.pth", "{\"message\": \"Not Found\"}", "this is a JSON text, 24 bytes")]
    [InlineData("a.pth", "", "the file is empty; download or copy it again")]
    [InlineData("a.safetensors", "", "the file is empty")]
    [InlineData("a.safetensors", "\u0001\u0002", "2 bytes are too few for a safetensors file")]
    [InlineData("a.pth", "PK\u0003\u0004abcdefgh", "truncated: 12 bytes are there, but the directory that ends a zip archive is missing")]
    [InlineData("a.pth", "GGUF\u0003", "neither a safetensors nor a PyTorch file")]
    public void File_that_is_no_checkpoint_is_named_for_what_it_is(string name, string content, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        File.WriteAllText(path, content, new UTF8Encoding(false));
        var error = Assert.Throws<TadSrException>(() => CheckpointFile.Open(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith($"{path}: {reason}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Format_is_found_by_content_whatever_the_name()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a.pth"), [new MemorySource("a", ElementType.UInt8, [1], [7])]);
        using var file = CheckpointFile.Open(folder.File("a.pth"));
        Assert.Equal("safetensors", file.Format);
        File.Copy(References.Find("checkpoints", "zip_plain.pth"), folder.File("b.safetensors"));
        using var other = CheckpointFile.Open(folder.File("b.safetensors"));
        Assert.Equal("PyTorch zip", other.Format);
    }

    [Theory]
    [InlineData("zip_plain.pth")]
    [InlineData("zip_deflated.pth")]
    [InlineData("zip_proto4.pth")]
    [InlineData("legacy_plain.pth")]
    [InlineData("views_legacy.pth")]
    [InlineData("trainer.pth")]
    [InlineData("set_and_defaultdict.pth")]
    [InlineData("averaged_model.pth")]
    [InlineData("torchscript.pt")]
    [InlineData("st_good.safetensors")]
    public void Damaged_file_is_read_or_refused_and_nothing_else(string name)
    {
        using var folder = new TemporaryFolder();
        var original = File.ReadAllBytes(References.Find("checkpoints", name));
        var random = new Random(14);
        for (var round = 0; round < 100; round++)
        {
            var damaged = original[..(random.Next(3) == 0 ? random.Next(original.Length + 1) : original.Length)];
            for (var changes = random.Next(1, 6); changes > 0 && damaged.Length > 0; changes--)
                damaged[random.Next(damaged.Length)] = random.Next(4) == 0 ? (byte)random.Next(2) : (byte)random.Next(256);
            var path = folder.File($"{round}.pth");
            File.WriteAllBytes(path, damaged);
            try
            {
                using var file = CheckpointFile.Open(path);
                foreach (var entry in file.Entries)
                    file.CopyTo(entry, new byte[entry.ByteLength]);
            }
            catch (TadSrException error)
            {
                Assert.Equal(ErrorKind.BadFile, error.Kind);
                Assert.DoesNotContain(error.Message, char.IsControl);
            }
        }
    }
}
