using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Gives modules the places that published state dicts give them.</summary>
internal static class ModulePath
{
    /// <summary>Registers a child under a dotted path, such as <c>in_layers.0</c>, and returns it.</summary>
    /// <remarks>The module that is the root of a path must not register its fields by itself (see
    /// <see cref="CompositeModule"/>), or the child would appear under its field's name too.</remarks>
    public static T Place<T>(this nn.Module root, string path, T child)
        where T : nn.Module
    {
        var parts = path.Split('.');
        var owner = root;
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            var next = owner.named_children().FirstOrDefault(x => x.name == part).module;
            if (next is null)
                owner.register_module(part, next = new Group());
            owner = next;
        }
        owner.register_module(parts[^1], child);
        return child;
    }

    private sealed class Group() : CompositeModule(nameof(Group));
}
