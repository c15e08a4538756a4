using System.Globalization;
using System.Text.RegularExpressions;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Oci.Text;

namespace Gantry.Cli.Containers;

/// <summary>Devices as typed: mappings, cgroup rules, weights and rates.</summary>
internal static partial class DeviceSpecs
{
    /// <summary><c>host[:container[:rwm]]</c>.</summary>
    /// <exception cref="CliException">The mapping is malformed.</exception>
    public static DeviceMapping ParseMapping(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 3 || parts[0].Length == 0)
            throw new CliException($"bad format for path: {text}");
        var (source, target, access) = parts switch
        {
            [var from] => (from, from, "rwm"),
            [var from, var mode] when IsAccess(mode) => (from, from, mode),
            [var from, var to] => (from, to, "rwm"),
            [var from, var to, var mode] => (from, to, IsAccess(mode) ? mode : throw new CliException($"bad mode specified: {mode}")),
            _ => throw new CliException($"bad format for path: {text}"),
        };
        if (!target.StartsWith('/'))
            throw new CliException($"{target} is not an absolute path");
        return new DeviceMapping(source, target, access);
    }

    public static string CheckRule(string text) =>
        Rule().IsMatch(text) ? text : throw new FormatException($"invalid device cgroup format '{text}'");

    public static WeightedDevice ParseWeight(string text)
    {
        var (path, rest) = Cut(text);
        if (!int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) || weight is > 0 and (< 10 or > 1000))
            throw new FormatException($"invalid weight for device: {text}");
        return new WeightedDevice(path, weight);
    }

    public static ThrottledDevice ParseBytesRate(string text)
    {
        var (path, rest) = Cut(text);
        try
        {
            return new ThrottledDevice(path, (ulong)ByteSize.Parse(rest));
        }
        catch (FormatException)
        {
            throw new FormatException(
                $"invalid rate for device: {text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb");
        }
    }

    public static ThrottledDevice ParseOperationsRate(string text)
    {
        var (path, rest) = Cut(text);
        return ulong.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var rate)
            ? new ThrottledDevice(path, rate)
            : throw new FormatException($"invalid rate for device: {text}. The correct format is <device-path>:<number>. Number must be a positive integer");
    }

    private static (string Path, string Value) Cut(string text)
    {
        if (text.Split(':', 2) is not [{ Length: > 0 } path, var rest])
            throw new FormatException($"bad format: {text}");
        return path.StartsWith("/dev/", StringComparison.Ordinal) ? (path, rest) : throw new FormatException($"bad format for device path: {text}");
    }

    private static bool IsAccess(string text) =>
        text.Length > 0 && text.All(letter => letter is 'r' or 'w' or 'm') && text.Distinct().Count() == text.Length;

    [GeneratedRegex(@"^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$")]
    private static partial Regex Rule();
}
