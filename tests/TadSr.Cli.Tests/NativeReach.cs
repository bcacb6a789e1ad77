using System.Reflection;
using System.Runtime.InteropServices;
using TadSr.Tests.Repository;

namespace TadSr.Cli.Tests;

/// <summary>Which native functions of TorchSharp the code of some assemblies can come to: from the methods that it names, through
/// TorchSharp's own. Of a virtual method those are taken that belong to types of which an object can have been made.</summary>
internal sealed class NativeReach
{
    private readonly Assembly library;
    private readonly Queue<MethodBase> waiting = new();
    private readonly HashSet<MethodBase> reached = [];
    private readonly HashSet<Type> made = [];
    private readonly HashSet<Type> touched = [];
    private readonly Dictionary<string, List<MethodInfo>> overridable;
    private readonly HashSet<string> calledByName = [];

    private NativeReach(Assembly library)
    {
        this.library = library;
        // By name alone: an override that is taken too many makes the list of symbols longer, never shorter.
        overridable = library.GetTypes().SelectMany(type => type.GetMethods(TypeReferences.Declared)).Where(method => method.IsVirtual)
            .GroupBy(method => LastName(method.Name)).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>The entry points, sorted.</summary>
    /// <param name="library">TorchSharp.</param>
    /// <param name="users">The assemblies that use it.</param>
    public static string[] Of(Assembly library, params IEnumerable<Assembly> users)
    {
        var reach = new NativeReach(library);
        foreach (var method in users.SelectMany(user => user.GetTypes()).SelectMany(Methods))
            reach.Follow(method);
        while (reach.waiting.TryDequeue(out var method))
            reach.Follow(method);
        return [.. reach.reached.Select(EntryPoint).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    private void Follow(MethodBase method)
    {
        foreach (var member in TypeReferences.MembersIn(method))
        {
            if (member is MethodBase called)
                Call(called);
            else
                Touch(member as Type ?? member.DeclaringType);
        }
    }

    private void Call(MethodBase method)
    {
        if (method.IsVirtual && calledByName.Add(LastName(method.Name)))
        {
            foreach (var implementation in overridable.GetValueOrDefault(LastName(method.Name), []).Where(x => made.Contains(Definition(x.DeclaringType!))))
                Reach(implementation);
        }
        Reach(method);
    }

    private void Reach(MethodBase method)
    {
        var type = Definition(method.DeclaringType!);
        if (type.HasElementType || type.Assembly != library)
            return;
        var definition = (MethodBase)method.Module.ResolveMethod(method.MetadataToken)!;
        if (!reached.Add(definition))
            return;
        waiting.Enqueue(definition);
        Touch(type);
        if (definition is ConstructorInfo { IsStatic: false })
            Make(type);
    }

    // From now on its overrides can be called, and its finalizer.
    private void Make(Type? type)
    {
        for (; type is not null && type.Assembly == library && made.Add(Definition(type)); type = type.BaseType)
        {
            foreach (var method in Definition(type).GetMethods(TypeReferences.Declared).Where(method => method.IsVirtual && (calledByName.Contains(LastName(method.Name)) || method.Name == "Finalize")))
                Reach(method);
        }
    }

    private void Touch(Type? type)
    {
        if (type is not null && !type.IsGenericParameter && Definition(type) is var definition && definition.Assembly == library && touched.Add(definition) && definition.TypeInitializer is { } initializer)
            Reach(initializer);
    }

    private static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMethods(TypeReferences.Declared).Cast<MethodBase>().Concat(type.GetConstructors(TypeReferences.Declared));

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    // An explicit implementation is called by the interface's name.
    private static string LastName(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string? EntryPoint(MethodBase method) =>
        method.GetCustomAttribute<DllImportAttribute>() is { } import ? import.EntryPoint ?? method.Name : null;
}
