using System.Text;

namespace Gantry.Cli.CommandLine;

/// <summary>One line of comma-separated fields; a field in double quotes may hold commas, and doubled quotes stand for one.</summary>
internal static class CsvFields
{
    /// <exception cref="FormatException">The line is empty, or a quote stands where none may.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        if (line.Length == 0)
            throw new FormatException("EOF");
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"' when quoted && at + 1 < line.Length && line[at + 1] == '"':
                    field.Append('"');
                    at++;
                    break;
                case '"' when quoted && at + 1 < line.Length && line[at + 1] != ',':
                    throw new FormatException($"parse error on line 1, column {at + 1}: extraneous or missing \" in quoted-field");
                case '"' when quoted:
                    quoted = false;
                    break;
                case '"' when field.Length == 0:
                    quoted = true;
                    break;
                case '"':
                    throw new FormatException($"parse error on line 1, column {at + 1}: bare \" in non-quoted-field");
                case ',' when !quoted:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                default:
                    field.Append(line[at]);
                    break;
            }
        }

        if (quoted)
            throw new FormatException($"parse error on line 1, column {line.Length + 1}: extraneous or missing \" in quoted-field");
        fields.Add(field.ToString());
        return fields;
    }
}
