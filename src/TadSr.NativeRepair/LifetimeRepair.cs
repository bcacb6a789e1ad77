using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.NativeRepair;

/// <summary>Makes the methods of TorchSharp keep their arguments alive until they return.</summary>
/// <remarks>
/// TorchSharp hands the address inside a Scalar or Tensor object to native code and never touches the object again. In
/// optimised code the object is dead from that moment: a garbage collection on another thread finalises it, and libtorch
/// reads freed memory. The result is a factor that has become NaN, or a crash, once in some thousand operations when several
/// threads allocate (the prefetcher beside a training step). Every number in <c>x * 2</c> is such an object. In methods
/// marked as neither to inline nor to optimise, arguments live as long as the method: this sets the two flags on each
/// method of the assembly. An operation takes some 50 ns longer.
/// </remarks>
internal static class LifetimeRepair
{
    private const MethodImplAttributes Wanted = MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization;
    private const int FlagsOffset = 4;   // a row of the method table: code address (4 bytes), implementation flags (2), ...

    /// <summary>Marks all methods of an assembly that have code.</summary>
    /// <param name="assembly">The bytes of the assembly, changed in place.</param>
    /// <exception cref="InvalidDataException">The bytes are no managed assembly.</exception>
    public static RepairOutcome Apply(byte[] assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var changed = false;
        foreach (var row in MethodRows(assembly))
        {
            var flags = (MethodImplAttributes)BinaryPrimitives.ReadUInt16LittleEndian(assembly.AsSpan(row + FlagsOffset));
            var hasCode = BinaryPrimitives.ReadUInt32LittleEndian(assembly.AsSpan(row)) != 0;
            var wanted = (flags | Wanted) & ~MethodImplAttributes.AggressiveInlining;
            if (!hasCode || (flags & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL || flags == wanted)
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(assembly.AsSpan(row + FlagsOffset), (ushort)wanted);
            changed = true;
        }
        return changed ? RepairOutcome.Repaired : RepairOutcome.NotNeeded;
    }

    private static int[] MethodRows(byte[] assembly)
    {
        try
        {
            using var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
            var metadata = file.GetMetadataReader();
            var start = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodDef);
            var size = metadata.GetTableRowSize(TableIndex.MethodDef);
            return [.. Enumerable.Range(0, metadata.MethodDefinitions.Count).Select(i => start + i * size)];
        }
        catch (Exception error) when (error is BadImageFormatException or InvalidOperationException)
        {
            throw new InvalidDataException("this is no managed assembly", error);
        }
    }
}
