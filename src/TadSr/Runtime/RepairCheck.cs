using System.Reflection;
using System.Reflection.Metadata;

namespace TadSr.Runtime;

/// <summary>Refuses a TorchSharp that the build did not repair.</summary>
/// <remarks>As published, TorchSharp frees the numbers of <c>x + 1.5</c> while native code reads them: now and then wrong pixels,
/// in a busy program a crash. The build step of the package marks every method of TorchSharp as neither to inline nor to
/// optimise; the marks are visible in the loaded assembly.</remarks>
internal static class RepairCheck
{
    private const MethodImplAttributes Marks = MethodImplAttributes.NoInlining | MethodImplAttributes.NoOptimization;

    /// <summary>Passes when every method with code is marked.</summary>
    /// <param name="torchSharp">The assembly as it was loaded.</param>
    /// <exception cref="TadSrException">A method is not.</exception>
    public static unsafe void Require(Assembly torchSharp)
    {
        if (!torchSharp.TryGetRawMetadata(out var start, out var length))
            throw Refusal(torchSharp, "its methods cannot be read");
        var metadata = new MetadataReader(start, length);
        var (methods, marked) = (0, 0);
        // A plain loop: as a query it would take a tenth of a second at every start, to be compiled.
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            var flags = method.ImplAttributes;
            if (method.RelativeVirtualAddress == 0 || (flags & MethodImplAttributes.CodeTypeMask) != MethodImplAttributes.IL)
                continue;
            methods++;
            if ((flags & Marks) == Marks)
                marked++;
        }
        if (marked < methods)
            throw Refusal(torchSharp, $"{methods - marked} of its {methods} methods are unmarked");
    }

    private static TadSrException Refusal(Assembly torchSharp, string seen) => new(
        $"{torchSharp.GetName().Name}.dll of this program is not repaired ({seen}): it would free numbers while they are in use. " +
        "Reference the package TadSr, with its build assets, in the project of the program itself, then build or publish again.", ErrorKind.Environment);
}
