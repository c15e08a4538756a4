using System.Globalization;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Interpolation;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Cli.Compose.Configuration;

/// <summary>The variables a project's files use.</summary>
internal static class VariableTable
{
    private const int LeastWidth = 20;
    private const int Gap = 3;

    /// <param name="tree">The files, without their variables replaced.</param>
    /// <param name="format">Empty or table, yaml, or json.</param>
    /// <exception cref="CliException">The format is another.</exception>
    public static string Write(MapNode tree, string format)
    {
        var uses = VariableUses.Of(tree);
        return format switch
        {
            "yaml" => YamlWriter.Write(Map([.. uses.OrderBy(use => use.Name, CanonicalOrder.Comparer(RenderForm.Yaml))], ["name", "defaultvalue", "presencevalue", "required"]), 4),
            "json" => GoJson.Indented(Map(uses, ["Name", "DefaultValue", "PresenceValue", "Required"]), 4) + "\n\n",
            "" or "table" or "pretty" => Table(uses),
            _ => throw new CliException($"format value \"{format}\" could not be parsed: parsing failed"),
        };
    }

    private static MapNode Map(IReadOnlyList<VariableUse> uses, string[] keys)
    {
        var map = new MapNode();
        foreach (var use in uses)
            map[use.Name] = new MapNode
            {
                [keys[0]] = new ScalarNode(use.Name),
                [keys[1]] = new ScalarNode(use.Default),
                [keys[2]] = new ScalarNode(use.Replacement),
                [keys[3]] = new ScalarNode(use.Required),
            };
        return map;
    }

    private static string Table(IReadOnlyList<VariableUse> uses)
    {
        string[][] rows =
        [
            ["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"],
            .. uses.Select(use => new[] { use.Name, use.Required ? "true" : "false", use.Default, use.Replacement }),
        ];
        var widths = Enumerable.Range(0, 3).Select(column => Math.Max(LeastWidth, rows.Max(row => row[column].Length) + Gap)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"{row[0].PadRight(widths[0])}{row[1].PadRight(widths[1])}{row[2].PadRight(widths[2])}{row[3]}\n");
        return text.ToString();
    }
}
