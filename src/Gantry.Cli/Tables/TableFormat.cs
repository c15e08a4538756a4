using Gantry.Cli.CommandLine;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Tables;

/// <summary>Prints rows as <c>--format</c> asks: as a table, as JSON lines, or with a template.</summary>
internal static class TableFormat
{
    /// <param name="output">Where the rows go.</param>
    /// <param name="format">The flag's value: empty, <c>table</c>, <c>table TEMPLATE</c>, <c>json</c> or a template.</param>
    /// <param name="standard">The template of the table shown when nothing else is asked for.</param>
    /// <param name="headers">The heading of each field.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="namesStage">Whether a failure tells parsing from executing, as it does of containers.</param>
    /// <exception cref="CliException">The template is malformed or names an unknown field.</exception>
    public static async Task WriteAsync(TextWriter output, string format, string standard, Fields headers, IEnumerable<IFields> rows, bool namesStage = false)
    {
        try
        {
            await output.WriteAsync(Render(format, standard, headers, rows));
        }
        catch (TemplateException fault)
        {
            var stage = fault.Message.Contains("executing", StringComparison.Ordinal) ? "execute" : "parse";
            throw new CliException(namesStage ? $"failed to {stage} template: {fault.Message}" : $"template parsing error: {fault.Message}", 1) { Verbatim = true };
        }
    }

    /// <summary>One document through a template.</summary>
    /// <exception cref="CliException">The template is malformed or names an unknown field.</exception>
    public static string Apply(string template, object? data)
    {
        try
        {
            return GoTemplate.Parse(Unescape(template)).Execute(data);
        }
        catch (TemplateException fault)
        {
            throw new CliException($"template parsing error: {fault.Message}", 1);
        }
    }

    private static string Render(string format, string standard, Fields headers, IEnumerable<IFields> rows)
    {
        var isTable = format is "" or "table" || format.StartsWith("table ", StringComparison.Ordinal);
        if (!isTable)
        {
            var template = GoTemplate.Parse(format == "json" ? "{{json .}}" : Unescape(format));
            return string.Concat(rows.Select(row => template.Execute(row) + "\n"));
        }

        var columns = format is "" or "table" ? standard : Unescape(format["table ".Length..].TrimStart());
        var line = GoTemplate.Parse(columns);
        var table = new ColumnWriter();
        table.Add(line.Execute(Heading(headers), headings: true));
        foreach (var row in rows)
            table.Add(line.Execute(row));
        return table.ToString();
    }

    private static string Unescape(string format) =>
        format.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);

    /// <summary>The headings; a label's is the last part of its name.</summary>
    private static Row Heading(Fields headers)
    {
        var cells = new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal);
        foreach (var (name, heading) in headers)
            cells[name] = () => heading;
        return new Row(cells, label => label[(label.LastIndexOf('.') + 1)..].Replace('-', ' ').Replace('_', ' '));
    }
}
