using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Logs;

/// <summary>Where a container's shim writes its log.</summary>
internal static class LogTargets
{
    public static LogTarget Of(Container container)
    {
        if (container.HostConfig.LogConfig.Type == "none")
            return new LogTarget(LogKind.None, "", -1, 1, null);
        var options = container.HostConfig.LogConfig.Config ?? [];
        return new LogTarget(
            LogKind.JsonFile,
            container.LogPath,
            options.TryGetValue("max-size", out var size) ? Size(size) : -1,
            options.TryGetValue("max-file", out var files) ? Count(files) : 1,
            null);
    }

    /// <summary>Bytes from <c>10m</c>, <c>1g</c> and the like; Invalid otherwise.</summary>
    public static long Size(string text)
    {
        var unit = text.Length == 0 ? ' ' : char.ToLowerInvariant(text[^1]);
        var factor = unit switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, 't' => 1L << 40, _ => 1L };
        var digits = factor == 1 ? text : text[..^1];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? (long)(value * factor)
            : throw new GantryException(ErrorKind.Invalid, $"invalid size: '{text}'");
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new GantryException(ErrorKind.Invalid, "max-file cannot be less than 1");
}
