using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Engine.Logs.Senders;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Logs;

/// <summary>Where a container's shim writes its log. The texts of what is wrong are Docker's.</summary>
internal static class LogTargets
{
    private const long DefaultEntriesSize = 20 << 20;
    private const int DefaultEntriesFiles = 5;

    /// <summary>The log that can be read; null when nothing is kept here.</summary>
    public static string? PathOf(Container container) => container.HostConfig.LogConfig.Type switch
    {
        "json-file" => container.LogPath,
        "local" => Path.Combine(container.Directory, "local-logs", "container.log"),
        var driver when RemoteDrivers.Find(driver) is not null && HasCache(container) => Path.Combine(container.Directory, "container-cached.log"),
        _ => null,
    };

    /// <summary>Reads the options and makes the directories that are needed.</summary>
    /// <exception cref="GantryException">A value that cannot be.</exception>
    /// <param name="container">The container.</param>
    /// <param name="spool">Where lines for a remote server wait; null: its driver has none.</param>
    public static LogTarget Of(Container container, SpoolTarget? spool)
    {
        var options = container.HostConfig.LogConfig.Config ?? [];
        switch (container.HostConfig.LogConfig.Type)
        {
            case "json-file":
                return JsonFile(container, options);
            case "local":
                Directory.CreateDirectory(Path.GetDirectoryName(PathOf(container))!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                return Entries(PathOf(container)!, options, "");
            default:
                if (spool is null)
                    return LogTarget.None;
                var log = PathOf(container) is { } cache ? Entries(cache, options, "cache-") : new LogTarget(LogKind.Entries, "", -1, 1, null);
                return log with { Spool = spool };
        }
    }

    /// <summary>Whether what goes to a remote server is kept here as well, for who reads it.</summary>
    private static bool HasCache(Container container) =>
        GoBool.Parse((container.HostConfig.LogConfig.Config ?? []).GetValueOrDefault("cache-disabled", "")) != true;

    private static LogTarget JsonFile(Container container, IReadOnlyDictionary<string, string> options)
    {
        long size = -1;
        if (options.TryGetValue("max-size", out var text))
        {
            size = Size(text);
            if (size == 0)
                throw Failed("max-size must be a positive number");
        }

        var files = Count(options, "max-file") ?? 1;
        if (files < 1)
            throw Failed("max-file cannot be less than 1");
        var compress = Flag(options, "compress", "") ?? false;
        if (compress && (files == 1 || size == -1))
            throw Failed("compress cannot be true when max-file is less than 2 or max-size is not set");
        return new LogTarget(LogKind.JsonFile, container.LogPath, size, files, LogAttributes.Json(container)) { Compress = compress };
    }

    /// <summary>A log of entries with its defaults; a cache's options have a prefix.</summary>
    private static LogTarget Entries(string path, IReadOnlyDictionary<string, string> options, string prefix)
    {
        var size = DefaultEntriesSize;
        if (options.TryGetValue(prefix + "max-size", out var text))
            size = LogSize.Parse(text, LogSize.Decimal) ?? throw Failed($"invalid value for max-size: {text}: invalid size: '{text}'");
        int files;
        try
        {
            files = Count(options, prefix + "max-file") ?? DefaultEntriesFiles;
        }
        catch (GantryException)
        {
            var given = options[prefix + "max-file"];
            throw Failed($"invalid value for max-file: {given}: strconv.Atoi: parsing \"{given}\": invalid syntax");
        }

        var compress = Flag(options, prefix + "compress", "error reading compress log option: ") ?? true;
        if (files < 0)
            throw Failed("max file count cannot be less than 0");
        if (compress && files <= 1)
            throw Failed("compression cannot be enabled when max file count is 1");
        return new LogTarget(LogKind.Entries, path, size, files, null) { Compress = compress };
    }

    private static long Size(string text) => LogSize.Parse(text, LogSize.Decimal) ?? throw Failed($"invalid size: '{text}'");

    private static int? Count(IReadOnlyDictionary<string, string> options, string name)
    {
        if (!options.TryGetValue(name, out var text))
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Failed($"strconv.Atoi: parsing \"{text}\": invalid syntax");
    }

    private static bool? Flag(IReadOnlyDictionary<string, string> options, string name, string lead)
    {
        if (!options.TryGetValue(name, out var text))
            return null;
        return GoBool.Parse(text) ?? throw Failed($"{lead}strconv.ParseBool: parsing \"{text}\": invalid syntax");
    }

    private static GantryException Failed(string why) =>
        new(ErrorKind.Internal, "failed to create task for container: failed to initialize logging driver: " + why);
}
