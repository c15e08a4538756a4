using System.Globalization;

namespace Gantry.Cli.Templates;

/// <summary>The functions of Go's templates and Docker's additions.</summary>
internal static class Functions
{
    private static readonly HashSet<string> Names =
    [
        "json", "split", "join", "title", "lower", "upper", "pad", "truncate", "index", "slice", "len", "print", "println", "printf",
        "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "html", "js", "urlquery",
    ];

    public static bool IsKnown(string name) => Names.Contains(name);

    /// <exception cref="TemplateException">The arguments do not fit.</exception>
    public static object? Call(string name, object?[] arguments)
    {
        try
        {
            return Apply(name, arguments);
        }
        catch (Exception fault) when (fault is InvalidCastException or IndexOutOfRangeException or ArgumentOutOfRangeException or FormatException)
        {
            throw new TemplateException(fault is IndexOutOfRangeException && arguments.Length < 2 ? $"wrong number of args for {name}: got {arguments.Length}" : $"error calling {name}: {fault.Message}");
        }
    }

    private static object? Apply(string name, object?[] a) => name switch
    {
        "json" => GoJson.Write(a[0]),
        "split" => Text(a[0]).Split(Text(a[1])).ToList<object?>(),
        "join" => string.Join(Text(a[1]), ((IReadOnlyList<object?>)a[0]!).Select(GoValue.Print)),
        "title" => Title(Text(a[0])),
        "lower" => Text(a[0]).ToLowerInvariant(),
        "upper" => Text(a[0]).ToUpperInvariant(),
        "pad" => Text(a[0]).Length == 0 ? "" : new string(' ', Int(a[1])) + Text(a[0]) + new string(' ', Int(a[2])),
        "truncate" => Text(a[0]) is var text && text.Length > Int(a[1]) ? text[..Int(a[1])] : text,
        "index" => a.Skip(1).Aggregate(a[0], Index),
        "slice" => Slice(a),
        "len" => a[0] switch
        {
            string letters => (long)System.Text.Encoding.UTF8.GetByteCount(letters),
            IReadOnlyList<object?> list => (long)list.Count,
            IFields fields => (long)fields.Names.Count(),
            null => 0L,
            _ => throw new FormatException("len of type interface {}"),
        },
        "print" => Joined(a),
        "println" => string.Join(' ', a.Select(GoValue.Print)) + "\n",
        "printf" => Printf.Format(Text(a[0]), a[1..]),
        "eq" => a.Skip(1).Any(other => Same(a[0], other)),
        "ne" => !Same(a[0], a[1]),
        "lt" => GoValue.Compare(a[0], a[1]) < 0,
        "le" => GoValue.Compare(a[0], a[1]) <= 0,
        "gt" => GoValue.Compare(a[0], a[1]) > 0,
        "ge" => GoValue.Compare(a[0], a[1]) >= 0,
        "and" => a.FirstOrDefault(value => !GoValue.IsTrue(value), a[^1]),
        "or" => a.FirstOrDefault(GoValue.IsTrue, a[^1]),
        "not" => !GoValue.IsTrue(a[0]),
        "html" => Escapes.Html(GoValue.Print(a[0])),
        "js" => Escapes.JavaScript(GoValue.Print(a[0])),
        _ => Escapes.Query(GoValue.Print(a[0])),
    };

    /// <summary>As Go's Sprint: a space between two operands of which neither is text.</summary>
    private static string Joined(object?[] a) =>
        string.Concat(a.Select((value, at) => (at > 0 && value is not string && a[at - 1] is not string ? " " : "") + GoValue.Print(value)));

    private static bool Same(object? left, object? right) => left is null || right is null ? left is null && right is null : GoValue.Compare(left, right) == 0;

    private static object? Index(object? from, object? key) => (from, key) switch
    {
        (IFields fields, string name) => fields.TryGet(name, out var value) ? value : Missing(fields),
        (IReadOnlyList<object?> list, long at) => at >= 0 && at < list.Count ? list[(int)at] : throw new FormatException($"index out of range: {at}"),
        (string text, long at) => at >= 0 && at < text.Length ? (long)text[(int)at] : throw new FormatException($"index out of range: {at}"),
        (null, _) => throw new FormatException("index of untyped nil"),
        _ => throw new FormatException($"can't index item of type {from.GetType().Name}"),
    };

    /// <summary>What a map without the key has for it: the empty text where its values are texts.</summary>
    private static string? Missing(IFields fields) => fields.Names.All(name => fields.TryGet(name, out var value) && value is string) ? "" : null;

    private static object? Slice(object?[] a)
    {
        var length = a[0] switch { string text => text.Length, IReadOnlyList<object?> list => list.Count, _ => 0 };
        var from = a.Length > 1 ? Within(Int(a[1]), length) : 0;
        var to = a.Length > 2 ? Within(Int(a[2]), length) : length;
        if (from > to)
            throw new FormatException($"invalid slice index: {from} > {to}");
        return a[0] switch
        {
            string text => text[from..to],
            IReadOnlyList<object?> list => list.Skip(from).Take(to - from).ToList(),
            _ => throw new FormatException("can't slice item of type interface {}"),
        };
    }

    private static int Within(int at, int length) => at >= 0 && at <= length ? at : throw new FormatException($"index out of range: {at}");

    private static string Title(string text) => string.Concat(text.Select((letter, at) =>
        at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '_') ? char.ToUpperInvariant(letter) : letter));

    private static string Text(object? value) => value as string ?? throw new FormatException($"expected string; got {GoValue.Print(value)}");

    private static int Int(object? value) => value is long number
        ? checked((int)number)
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected integer; got {GoValue.Print(value)}"));
}
