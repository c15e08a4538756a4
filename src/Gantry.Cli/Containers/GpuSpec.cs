using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>GPUs as typed: <c>all</c>, a number, or <c>driver=…,count=…,device=…,capabilities=…,options=…</c>.</summary>
internal static class GpuSpec
{
    /// <exception cref="FormatException">It is malformed.</exception>
    public static DeviceRequest Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in CsvFields.Split(text))
        {
            var cut = field.IndexOf('=');
            var (key, value) = cut < 0 ? ("count", field) : (field[..cut], field[(cut + 1)..]);
            if (!values.TryAdd(key, value))
                throw new FormatException($"gpu request key '{key}' can be specified only once");
            if (key is not ("driver" or "count" or "device" or "capabilities" or "options"))
                throw new FormatException($"unexpected key '{key}' in '{field}'");
        }

        var devices = List("device");
        return new DeviceRequest(
            values.GetValueOrDefault("driver", ""),
            values.TryGetValue("count", out var count) ? Number(count) : devices.Count == 0 ? 1 : 0,
            devices.Count > 0 ? devices : null,
            [values.ContainsKey("capabilities") ? [.. List("capabilities"), "gpu"] : ["gpu"]],
            EnvironmentSpecs.ToMap(List("options")));

        IReadOnlyList<string> List(string key) => values.TryGetValue(key, out var value) ? CsvFields.Split(value) : [];
    }

    private static int Number(string text) =>
        text == "all" ? -1
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"invalid count ({text}): value must be either \"all\" or an integer: invalid syntax");
}
