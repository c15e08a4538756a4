using System.Text;

namespace Gantry.Cli.Client;

/// <summary>Writes query strings and path segments.</summary>
internal static class Query
{
    /// <summary>The parameters that have a value, behind a question mark; empty if none has.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (value.Length > 0)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }

    /// <summary>A name as part of a path; the slashes of an image's name stay.</summary>
    public static string Escape(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal);
}
