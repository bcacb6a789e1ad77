namespace TadSr.Runtime;

/// <summary>A symbol that a library takes from another.</summary>
/// <param name="Symbol">Its mangled name.</param>
/// <param name="IsBoundWhenLoaded">Whether the loader looks for it at once; a function is looked for when it is first called.</param>
internal sealed record ElfImport(string Symbol, bool IsBoundWhenLoaded)
{
    /// <summary>The name without arguments, such as <c>at::_ops::add_Tensor::call</c>, where it is of a simple kind; else the symbol.</summary>
    public string PlainName()
    {
        var parts = new List<string>();
        if (!Symbol.StartsWith("_Z", StringComparison.Ordinal))
            return Symbol;
        var rest = Symbol.AsSpan(2).TrimStart("TVISHNKR");
        while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits < 0 || !int.TryParse(rest[..digits], out var length) || length > rest.Length - digits)
                return Symbol;
            parts.Add(rest.Slice(digits, length).ToString());
            rest = rest[(digits + length)..];
        }
        return parts.Count == 0 ? Symbol : string.Join("::", parts);
    }
}
