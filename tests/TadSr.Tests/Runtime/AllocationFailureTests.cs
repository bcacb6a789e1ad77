using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class AllocationFailureTests
{
    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.")]
    [InlineData("[enforce fail at alloc_cpu.cpp:81] data. DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.")]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 MiB.")]
    public void Allocators_of_libtorch_are_recognised(string message) => Assert.True(AllocationFailure.Is(new ExternalException(message)));

    [Fact]
    public void Other_errors_are_none()
    {
        Assert.False(AllocationFailure.Is(new ExternalException("The size of tensor a (3) must match the size of tensor b (4)")));
        Assert.False(AllocationFailure.Is(new InvalidOperationException("out of memory")));
        Assert.True(AllocationFailure.Is(new OutOfMemoryException()));
        Assert.True(AllocationFailure.Is(new InsufficientMemoryException("too large")));
    }
}
