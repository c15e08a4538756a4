namespace Gantry.Runtime.Systemd.Bus;

/// <summary>Types in D-Bus's letters.</summary>
internal static class BusSignature
{
    /// <summary>The first complete type of a list of types.</summary>
    public static string First(ReadOnlySpan<char> types)
    {
        var end = 0;
        while (types[end] == 'a')
            end++;
        if (types[end] is not ('(' or '{'))
            return types[..(end + 1)].ToString();
        for (var depth = 0; ; end++)
        {
            depth += types[end] switch { '(' or '{' => 1, ')' or '}' => -1, _ => 0 };
            if (depth == 0)
                return types[..(end + 1)].ToString();
        }
    }

    /// <summary>The types of a list.</summary>
    public static IEnumerable<string> Split(string types)
    {
        for (var at = 0; at < types.Length;)
        {
            var one = First(types.AsSpan(at));
            at += one.Length;
            yield return one;
        }
    }

    /// <summary>To how many bytes a value of a type is aligned.</summary>
    public static int Alignment(char type) => type switch
    {
        'n' or 'q' => 2,
        'b' or 'i' or 'u' or 's' or 'o' or 'a' or 'h' => 4,
        'x' or 't' or 'd' or '(' or '{' => 8,
        _ => 1,
    };
}
