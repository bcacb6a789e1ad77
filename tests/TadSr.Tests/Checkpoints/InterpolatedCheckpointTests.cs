using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using TadSr.Runtime;

namespace TadSr.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class InterpolatedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Floats_are_mixed_by_share_and_integers_kept()
    {
        var count = 1_100_000;   // more than a piece that is written
        Write("a", new TensorEntry("n", ElementType.Int32, [1]), [7], new TensorEntry("w", ElementType.Float32, [count]), Enumerable.Range(0, count).Select(i => (float)i).ToArray());
        Write("b", new TensorEntry("n", ElementType.Int32, [1]), [9], new TensorEntry("w", ElementType.Float16, [count]), Enumerable.Range(0, count).Select(i => (Half)(i % 2048)).ToArray());
        using (var a = CheckpointFile.Open(folder.File("a.safetensors")))
        using (var b = CheckpointFile.Open(folder.File("b.safetensors")))
        using (var mixed = new InterpolatedCheckpoint(a, b, 0.25))
            CheckpointConverter.Convert(mixed, folder.File("c.safetensors"), half: false);

        using var c = CheckpointFile.Open(folder.File("c.safetensors"));
        Assert.Equal("0.75 a.safetensors + 0.25 b.safetensors", c.Metadata["interpolated"]);
        Assert.Equal([7], Values<int>(c, "n"));
        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)((0.75 * i) + (0.25 * (i % 2048)))), Values<float>(c, "w"));
    }

    [Theory]
    [InlineData("v", 2, "it has no tensor 'w'")]
    [InlineData("w", 3, "its tensor 'w' is float32 [3], not float32 [2]")]
    public void Another_network_is_refused(string name, int length, string difference)
    {
        Write("a", new TensorEntry("w", ElementType.Float32, [2]), new float[2]);
        Write("b", new TensorEntry(name, ElementType.Float32, [length]), new float[length]);
        using var a = CheckpointFile.Open(folder.File("a.safetensors"));
        using var b = CheckpointFile.Open(folder.File("b.safetensors"));

        var error = Assert.Throws<TadSrException>(() => new InterpolatedCheckpoint(a, b, 0.5));

        Assert.Equal((ErrorKind.BadFile, $"{b.Path}: cannot be interpolated with {a.Path}: {difference}; both must hold one network, one trained from the other."), (error.Kind, error.Message));
    }

    [Fact]
    public void What_was_added_to_the_other_network_counts_as_zero_there()
    {
        Write("a", new TensorEntry("w", ElementType.Float32, [2]), [4f, 8f], new TensorEntry("z", ElementType.Float32, [1]), [2f]);
        Write("b", new TensorEntry("w", ElementType.Float32, [2]), [0f, 4f]);
        using var a = CheckpointFile.Open(folder.File("a.safetensors"));
        using var b = CheckpointFile.Open(folder.File("b.safetensors"));
        using var mixed = new InterpolatedCheckpoint(a, b, 0.25, ["z"]);
        CheckpointConverter.Convert(mixed, folder.File("c.safetensors"), half: false);

        using var c = CheckpointFile.Open(folder.File("c.safetensors"));
        Assert.Equal([3f, 7f], Values<float>(c, "w"));
        Assert.Equal([1.5f], Values<float>(c, "z"));
        Assert.Throws<TadSrException>(() => new InterpolatedCheckpoint(a, b, 0.25, ["y"]));
    }

    public void Dispose() => folder.Dispose();

    private static T[] Values<T>(ICheckpoint checkpoint, string name)
        where T : unmanaged
    {
        var entry = checkpoint.Entries.Single(e => e.Name == name);
        var values = new T[entry.ElementCount];
        checkpoint.CopyTo(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private void Write<T>(string name, TensorEntry entry, T[] values)
        where T : unmanaged => SafetensorsWriter.Write(folder.File($"{name}.safetensors"), [Source(entry, values)], new Dictionary<string, string>());

    private void Write<T, TOther>(string name, TensorEntry entry, T[] values, TensorEntry other, TOther[] otherValues)
        where T : unmanaged
        where TOther : unmanaged
        => SafetensorsWriter.Write(folder.File($"{name}.safetensors"), [Source(entry, values), Source(other, otherValues)], new Dictionary<string, string>());

    private static MemorySource Source<T>(TensorEntry entry, T[] values)
        where T : unmanaged => new(entry.Name, entry.ElementType, entry.Shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
