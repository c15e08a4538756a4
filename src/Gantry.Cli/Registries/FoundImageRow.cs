using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Registries;

/// <summary>An image of a registry as <c>search</c> shows it.</summary>
internal static class FoundImageRow
{
    public const string Columns = "{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}";

    private const int ShortDescription = 45;

    public static Fields Headers { get; } = new()
    {
        ["Name"] = "NAME",
        ["Description"] = "DESCRIPTION",
        ["StarCount"] = "STARS",
        ["IsOfficial"] = "OFFICIAL",
        ["IsAutomated"] = "AUTOMATED",
    };

    public static Row Of(FoundImage image, bool full) => new(new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
    {
        ["Name"] = () => image.Name,
        ["Description"] = () => Description(image.Description.Replace('\n', ' ').Replace('\r', ' '), full),
        ["StarCount"] = () => image.Stars.ToString(CultureInfo.InvariantCulture),
        ["IsOfficial"] = () => image.IsOfficial ? "[OK]" : "",
        ["IsAutomated"] = () => "",
    })
    {
        TypeName = "*registry.searchContext",
    };

    private static string Description(string text, bool full) => full ? text : Text.Ellipsis(text, ShortDescription);
}
