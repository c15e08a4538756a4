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
        if (options.TryGetValue("compress", out var compress) && compress is not ("1" or "t" or "T" or "true" or "TRUE" or "True" or "0" or "f" or "F" or "false" or "FALSE" or "False"))
            throw Failed($"strconv.ParseBool: parsing \"{compress}\": invalid syntax");
        return new LogTarget(
            LogKind.JsonFile,
            container.LogPath,
            options.TryGetValue("max-size", out var size) ? SizeOf(size) : -1,
            options.TryGetValue("max-file", out var files) ? Count(files) : 1,
            LogAttributes.Json(container));
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

    private static long SizeOf(string text)
    {
        try
        {
            return Size(text);
        }
        catch (GantryException e)
        {
            throw Failed(e.Message);
        }
    }

    private static int Count(string text)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            throw Failed($"strconv.Atoi: parsing \"{text}\": invalid syntax");
        return count > 0 ? count : throw Failed("max-file cannot be less than 1");
    }

    private static GantryException Failed(string why) =>
        new(ErrorKind.Internal, "failed to create task for container: failed to initialize logging driver: " + why);
}
