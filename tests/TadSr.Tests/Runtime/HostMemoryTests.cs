using System.Runtime.InteropServices;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Training;
using static TorchSharp.torch;

namespace TadSr.Tests.Runtime;

/// <summary>The device <c>meta</c> stands for every one whose memory the processor cannot read.</summary>
[Trait("Kind", "Unit")]
public sealed class HostMemoryTests
{
    private const string CopyOfMeta = "Cannot copy out of meta tensor";   // libtorch was asked to copy, as it can from CUDA

    [Fact]
    public void Span_over_a_tensor_of_another_device_is_refused_by_name()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => { HostMemory.Of<float>(zeros(2, 3, device: META)); });

        Assert.Contains("lies on meta", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Span_with_gaps_or_elements_of_another_size_is_refused()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("strides [1, 3]", Assert.Throws<ArgumentException>(() => { HostMemory.Of<float>(zeros(2, 3).t()); }).Message, StringComparison.Ordinal);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => { HostMemory.Of<float>(zeros(2, ScalarType.Float64)); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Span_writes_into_the_tensor_and_a_copy_is_row_major()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3);
        for (var i = 0; i < 6; i++)
            HostMemory.Of<float>(x)[i] = i;
        var copy = new float[6];

        HostMemory.Copy<float>(x.t(), copy);

        Assert.Equal([0, 3, 1, 4, 2, 5], copy);
        Assert.Equal(5, x[1, 2].item<float>());
    }

    [Fact]
    public void Copy_asks_the_device_for_its_tensor()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ExternalException>(() => HostMemory.Copy<float>(zeros(2, 3, device: META), new float[6]));

        Assert.Contains(CopyOfMeta, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_draws_what_another_device_computed()
    {
        using var scope = NewDisposeScope();
        var picture = tensor(new[] { -1f, 1, 0, -2, 2, 0.5f }, [3, 1, 2]);
        var levels = (arange(256).to_type(ScalarType.Float32) / 127.5 - 1).view(1, 1, 256).expand(3, 1, 256);

        Assert.Equal<byte>([0, 128, 255, 255, 0, 191], Validation.ToPixels(picture).Bytes.ToArray());
        Assert.Equal(Enumerable.Range(0, 3 * 256).Select(i => (byte)(i / 3)), Validation.ToPixels(levels).Bytes.ToArray());
        var error = Assert.Throws<ExternalException>(() => Validation.ToPixels(zeros(3, 4, 5, device: META)));
        Assert.Contains(CopyOfMeta, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Library_reads_the_memory_of_tensors_in_known_places_alone()
    {
        // Each of these looks at the device, or copies from it, beside the place.
        string[] known = ["HostMemory.cs", "StateDict.cs", "TorchTensorSource.cs"];

        var places = Directory.EnumerateFiles(Path.Combine(References.RepositoryRoot(), "src", "TadSr"), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains(".bytes", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)!);

        Assert.Equal(known, places.Order(StringComparer.Ordinal));
    }
}
