using System.Text;

namespace Gantry.Build.Dockerfiles.Expansion;

/// <summary>The replacement of <c>${x//p/r}</c>, which BuildKit takes as Go's template of a replacement: <c>$0</c> is the match, <c>$$</c> a dollar sign,
/// any other <c>$name</c> nothing.</summary>
internal static class ReplacementTemplate
{
    /// <summary>The replacement for one match.</summary>
    public static string Fill(string template, string match)
    {
        if (!template.Contains('$', StringComparison.Ordinal)) return template;
        var result = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '$')
            {
                result.Append(template[at++]);
                continue;
            }

            at++;
            if (at < template.Length && template[at] == '$')
            {
                result.Append('$');
                at++;
                continue;
            }

            var braces = at < template.Length && template[at] == '{';
            var start = braces ? at + 1 : at;
            var end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_')) end++;
            if (end == start || (braces && (end == template.Length || template[end] != '}')))
            {
                result.Append('$');
                continue;
            }

            if (template.AsSpan(start, end - start) is "0") result.Append(match);
            at = braces ? end + 1 : end;
        }

        return result.ToString();
    }
}
