using System.Text.RegularExpressions;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>A scalar.</summary>
internal sealed class ScalarRule(params string[] types) : SchemaRule
{
    private string[] _values = [];
    private string _pattern = "";
    private long? _least;
    private long? _most;

    /// <summary>Allows only <paramref name="values"/>.</summary>
    public ScalarRule OneOfValues(params string[] values)
    {
        _values = values;
        return this;
    }

    /// <summary>Allows only strings in which <paramref name="pattern"/> is found.</summary>
    public ScalarRule Like(string pattern)
    {
        _pattern = pattern;
        return this;
    }

    /// <summary>Allows only numbers from <paramref name="least"/> on.</summary>
    public ScalarRule From(long least)
    {
        _least = least;
        return this;
    }

    /// <summary>Allows only numbers up to <paramref name="most"/>.</summary>
    public ScalarRule To(long most)
    {
        _most = most;
        return this;
    }

    public override SchemaError? Check(Node node, IReadOnlyList<string> path)
    {
        if (CheckType(node, types, path) is { } wrong)
            return wrong;
        var value = (node as ScalarNode)?.Value;
        var text = value as string;
        if (_values.Length > 0 && !_values.Contains(text))
            return new SchemaError(path, $"value must be one of {string.Join(", ", _values.Select(Quoted))}", node.At);
        if (_pattern.Length > 0 && text is not null && !Regex.IsMatch(text, _pattern))
            return new SchemaError(path, $"{Quoted(text)} does not match pattern {Quoted(_pattern)}", node.At);
        if (value is long number && number < _least)
            return new SchemaError(path, $"must be greater than or equal to {_least}", node.At);
        return value is long large && large > _most ? new SchemaError(path, $"must be less than or equal to {_most}", node.At) : null;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "\\'", StringComparison.Ordinal)}'";
}
