using System.Text;
using TadSr.Checkpoints;
using TadSr.Runtime;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public class SafetensorsFileTests
{
    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 12, "truncated: 12 of 16 bytes of tensors are there")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 20, "4 bytes follow the last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"U8","shape":[4],"data_offsets":[12,16]}}""", 16, "the tensor 'b' overlaps the one before it")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[4,20]}}""", 20, "a hole of 4 bytes lies before the tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}""", 16, "float32 [3], 12 bytes, but its offsets span 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}""", 16, "the negative number -4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,16]}}""", 16, "not a 64-bit integer")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}""", 0, "overflows 64 bits")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "overflows 64 bits")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4, "'F8_E4M3', which is not supported")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"a":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}}""", 32, "the name 'a' occurs twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 16, "repeated field 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4]}}""", 16, "lacks data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[16,0]}}""", 16, "not a beginning and an end")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "the metadata 'n' is not text")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' occurs twice")]
    [InlineData("""{"a":[[[[[[[[[[[1]]]]]]]]]]]}""", 0, "is not described by an object")]
    [InlineData("[1]", 0, "not a JSON object")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    [InlineData("""{"a\nb":{"dtype":"X","shape":[],"data_offsets":[0,0]}}""", 0, "the tensor 'a?b' has the element type 'X'")]
    public void Reader_refuses_in_one_line_what_the_format_forbids(string header, int dataBytes, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, header, dataBytes);
        var error = Assert.Throws<TadSrException>(() => SafetensorsFile.Open(path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Reader_accepts_white_space_behind_the_header_and_a_file_without_tensors()
    {
        using var folder = new TemporaryFolder();
        using var file = SafetensorsFile.Open(Write(folder, "{}      ", 0));
        Assert.Empty(file.Entries);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Reader_copies_parts_of_a_tensor_and_no_byte_beyond_it()
    {
        using var folder = new TemporaryFolder();
        using var file = SafetensorsFile.Open(Write(folder, """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}""", 6));
        var part = new byte[2];
        file.CopyTo(file.Entries[0], part, offset: 1);
        Assert.Equal<byte>([1, 2], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyTo(file.Entries[0], part, offset: 3));
        Assert.Throws<ArgumentException>(() => file.CopyTo(new TensorEntry("a", ElementType.UInt8, [4]), part));
    }

    [Fact]
    public void Reader_names_a_missing_file_and_a_folder()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("no such file", Assert.Throws<TadSrException>(() => SafetensorsFile.Open(folder.File("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<TadSrException>(() => SafetensorsFile.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, string header, int dataBytes)
    {
        var path = folder.File("a.safetensors");
        var json = Encoding.UTF8.GetBytes(header);
        byte[] bytes = [.. BitConverter.GetBytes((long)json.Length), .. json, .. Enumerable.Range(0, dataBytes).Select(i => (byte)i)];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
