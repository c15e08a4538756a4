using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.Tables;
using Gantry.Cli.Templates;

namespace Gantry.Cli.Networks;

/// <summary>A network as <c>network ls</c> shows it.</summary>
internal static class NetworkRow
{
    public const string Columns = "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";

    public const string Raw = "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n";

    private const int ShortId = 12;

    public static Fields Headers { get; } = new()
    {
        ["ID"] = "NETWORK ID",
        ["Name"] = "NAME",
        ["Driver"] = "DRIVER",
        ["Scope"] = "SCOPE",
        ["IPv4"] = "IPV4",
        ["IPv6"] = "IPV6",
        ["Internal"] = "INTERNAL",
        ["Labels"] = "LABELS",
        ["CreatedAt"] = "CREATED AT",
    };

    public static Row Of(NetworkDetails network, bool full) => new(
        new SortedDictionary<string, Func<object?>>(StringComparer.Ordinal)
        {
            ["ID"] = () => full || network.Id.Length <= ShortId ? network.Id : network.Id[..ShortId],
            ["Name"] = () => network.Name,
            ["Driver"] = () => network.Driver,
            ["Scope"] = () => network.Scope,
            ["IPv4"] = () => Word(network.EnableIPv4),
            ["IPv6"] = () => Word(network.EnableIPv6),
            ["Internal"] = () => Word(network.Internal),
            ["Labels"] = () => LabelText.Of(network.Labels),
            ["CreatedAt"] = () => Time(network.Created),
        },
        name => network.Labels?.GetValueOrDefault(name) ?? "")
    {
        TypeName = "*network.networkContext",
    };

    private static string Word(bool on) => on ? "true" : "false";

    /// <summary>The time as the engine has it, in Go's form, with all digits of the second.</summary>
    private static string Time(string text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time))
            return text;
        var cut = text.IndexOf('.');
        var fraction = cut < 0 ? "" : new string([.. text.Skip(cut + 1).TakeWhile(char.IsAsciiDigit)]).TrimEnd('0');
        var zone = $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{time.Offset:hhmm}";
        return $"{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}{(fraction.Length > 0 ? "." : "")}{fraction} {zone} {(time.Offset == TimeSpan.Zero ? "UTC" : zone)}";
    }
}
