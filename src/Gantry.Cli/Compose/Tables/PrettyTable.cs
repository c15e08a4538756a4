using Gantry.Cli.Tables;

namespace Gantry.Cli.Compose.Tables;

/// <summary>Tables without templates, as Docker's Compose draws them: columns of at least twenty letters.</summary>
internal static class PrettyTable
{
    private const int Column = 20;
    private const int Gap = 3;

    public static string Of(string heading, IEnumerable<string> lines)
    {
        var table = new ColumnWriter(Column, Gap);
        table.Add(heading);
        foreach (var line in lines)
            table.Add(line);
        return table.ToString();
    }
}
