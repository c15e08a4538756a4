using Gantry.Cli.Client;
using Gantry.Cli.Tables;

namespace Gantry.Cli.Compose.Tables;

/// <summary>The processes of several containers in one table; the command, wherever it came first, is the last column.</summary>
internal sealed class ProcessRows
{
    private readonly List<string> headings = ["SERVICE", "#"];
    private readonly List<Dictionary<string, string>> rows = [];

    public void Add(string service, string number, ProcessTable processes)
    {
        foreach (var process in processes.Processes ?? [])
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal) { ["SERVICE"] = service, ["#"] = number };
            foreach (var (title, cell) in (processes.Titles ?? []).Zip(process))
            {
                if (!headings.Contains(title))
                    headings.Add(title);
                row[title] = cell;
            }

            rows.Add(row);
        }
    }

    public override string ToString()
    {
        if (rows.Count == 0)
            return "";
        if (headings.Remove("CMD"))
            headings.Add("CMD");
        var table = new ColumnWriter(minimum: 4, padding: 2);
        table.Add(string.Join('\t', headings));
        foreach (var row in rows)
            table.Add(string.Join('\t', headings.Select(heading => row.GetValueOrDefault(heading, "-"))));
        return table.ToString();
    }
}
