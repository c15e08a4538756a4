using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Building;

/// <summary>The value of a flag that is a list of fields: <c>type=local,dest=out</c>.</summary>
internal static class FieldSpec
{
    /// <summary>Reads the fields.</summary>
    /// <param name="text">The value.</param>
    /// <param name="lone">The name of a field that is written without one; null: none may be.</param>
    /// <exception cref="CliException">It is malformed.</exception>
    public static Dictionary<string, string> Read(string text, string? lone = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string> parts;
        try
        {
            parts = CsvFields.Split(text);
        }
        catch (FormatException fault)
        {
            throw new CliException($"failed to read the value \"{text}\": {fault.Message}");
        }

        foreach (var part in parts)
        {
            if (part.Split('=', 2) is [var name, var value])
                fields[name.Trim().ToLowerInvariant()] = value;
            else if (lone is not null && parts.Count == 1)
                fields[lone] = part;
            else
                throw new CliException($"invalid value {part}");
        }

        return fields;
    }

    /// <summary>Takes a field out; empty where it is not there.</summary>
    public static string Take(this Dictionary<string, string> fields, params ReadOnlySpan<string> names)
    {
        var found = "";
        foreach (var name in names)
        {
            if (fields.Remove(name, out var value))
                found = value;
        }

        return found;
    }
}
