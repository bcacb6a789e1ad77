using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

/// <summary>The public surface of the library is small and changes on purpose only.</summary>
[Trait("Kind", "Unit")]
public sealed partial class SurfaceTests
{
    private const int MostTypes = 60;

    private static readonly Assembly library = typeof(TadSrException).Assembly;

    [Fact]
    public void Surface_is_the_stored_one()
    {
        var stored = Path.Combine(References.RepositoryRoot(), "tests", "TadSr.Tests", "Repository", "surface.txt");
        var actual = Describe();
        if (Environment.GetEnvironmentVariable("TADSR_STORE_SURFACE") == "1")
            File.WriteAllText(stored, actual);

        Assert.Equal(File.ReadAllText(stored).ReplaceLineEndings("\n"), actual);
    }

    [Fact]
    public void Surface_has_few_types_beside_the_records_of_a_configuration()
    {
        var records = ConfigurationRecords();

        var types = library.GetExportedTypes().Where(type => !records.Contains(type)).Select(type => type.FullName).Order(StringComparer.Ordinal).ToList();

        Assert.True(types.Count <= MostTypes, $"{types.Count}: {string.Join(", ", types)}");
        Assert.Equal(records.Count, records.Count(type => type.IsPublic));
    }

    [Fact]
    public void Library_names_no_option_of_the_program()
    {
        var source = Path.Combine(References.RepositoryRoot(), "src", "TadSr");
        var named =
            from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            let lines = File.ReadAllLines(file)
            from i in Enumerable.Range(0, lines.Length)
            where OptionName().IsMatch(lines[i])
            select $"{Path.GetRelativePath(source, file)}:{i + 1}: {lines[i].Trim()}";

        Assert.Empty(named);
    }

    [Fact]
    public void Settings_that_messages_name_exist()
    {
        foreach (var field in typeof(Setting).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var name = (string)field.GetRawConstantValue()!;
            var (type, property) = (name.Split('.')[0], name.Split('.')[1]);
            Assert.NotNull(library.GetExportedTypes().Single(t => t.Name == type).GetProperty(property));
        }
    }

    // Records that YAML binds: what can be reached from the root through properties.
    private static HashSet<Type> ConfigurationRecords()
    {
        var found = new HashSet<Type>();
        var pending = new Queue<Type>([typeof(TrainConfig), .. library.GetTypes().Where(type => type.BaseType == typeof(NetworkConfig) && type.IsPublic)]);
        while (pending.TryDequeue(out var type))
        {
            if (type.Assembly != library || type.IsEnum || !found.Add(type))
                continue;
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                foreach (var part in new[] { property.PropertyType }.Concat(property.PropertyType.GetGenericArguments()))
                    pending.Enqueue(part);
            }
        }
        return found;
    }

    private static string Describe()
    {
        var text = new StringBuilder();
        foreach (var type in library.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            var members = type.IsEnum ? Enum.GetNames(type) : [.. Members(type)];
            foreach (var member in members)
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(IsVisible)
        .Select(member => member.ToString()!)
        .Order(StringComparer.Ordinal);

    // What every record has, and accessors, say nothing of their own.
    private static bool IsVisible(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => (constructor.IsPublic || constructor.IsFamily) && !(constructor.IsFamily && IsCopy(constructor)),
        MethodInfo method => (method.IsPublic || method.IsFamily) && !method.IsSpecialName && !IsOfRecords(method),
        PropertyInfo property => property.GetMethod is { } get && (get.IsPublic || get.IsFamily) && property.Name != "EqualityContract",
        FieldInfo field => field.IsPublic,
        _ => false,
    };

    private static bool IsCopy(ConstructorInfo constructor) => constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static bool IsOfRecords(MethodInfo method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct" || method.Name.StartsWith('<');

    [GeneratedRegex("\"[^\"]*--[a-z]")]
    private static partial Regex OptionName();
}
