using Gantry.Engine.Logs.Senders;
using Gantry.Oci.Errors;
using Gantry.Oci.Text;

namespace Gantry.Engine.Logs;

/// <summary>The logging drivers, and what their options may be before a container is made; the texts are Docker's.</summary>
public static class LogDrivers
{
    private static readonly string[] Attributes = ["env", "env-regex", "labels", "labels-regex", "tag"];
    private static readonly string[] Rotation = ["compress", "max-file", "max-size"];

    /// <summary>Options of every driver: how it waits, and the log kept beside a remote one.</summary>
    private static readonly HashSet<string> Common =
        ["mode", "max-buffer-size", "cache-disabled", "cache-compress", "cache-max-file", "cache-max-size"];

    private static readonly SortedDictionary<string, HashSet<string>> Options = new(StringComparer.Ordinal)
    {
        ["json-file"] = [.. Attributes, .. Rotation],
        ["local"] = [.. Rotation],
    };

    /// <summary>Names of the drivers, as an engine lists them.</summary>
    public static IReadOnlyList<string> Listed { get; } = [.. Options.Keys.Concat(RemoteDrivers.Names).Order(StringComparer.Ordinal)];

    /// <summary>Whether there is a driver of this name.</summary>
    public static bool IsKnown(string driver) => driver == "none" || Options.ContainsKey(driver) || RemoteDrivers.Find(driver) is not null;

    /// <summary>Looks at a driver's options; values of files are read when a container starts.</summary>
    /// <exception cref="GantryException">Invalid: an option the driver does not know, or a value that cannot be.</exception>
    public static void Check(string driver, IReadOnlyDictionary<string, string> options)
    {
        if (driver == "none")
            return;
        if (options.GetValueOrDefault("mode") is not (null or "" or "blocking" or "non-blocking") and var mode)
            throw Invalid($"logger: logging mode not supported: {mode}");
        if (options.TryGetValue("max-buffer-size", out var size))
        {
            if (options.GetValueOrDefault("mode") is not "non-blocking")
                throw Invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
            if (LogSize.Parse(size, LogSize.Binary) is null)
                throw Invalid($"error parsing option max-buffer-size: invalid size: '{size}'");
        }

        if (options.TryGetValue("cache-disabled", out var disabled) && disabled.Length > 0 && GoBool.Parse(disabled) is null)
            throw Invalid($"invalid value for option cache-disabled: {disabled}");
        var remote = RemoteDrivers.Find(driver);

        // gelf wants its address before anything else.
        if (driver == "gelf")
            remote!.Check(options);
        foreach (var name in options.Keys)
        {
            if (Common.Contains(name) || (remote is null ? Options[driver].Contains(name) : remote.Options.Contains(name)))
                continue;
            throw Invalid(driver switch
            {
                "local" => $"unknown log opt '{name}' for log driver local",
                "gelf" => $"unknown log opt \"{name}\" for gelf log driver",
                _ => $"unknown log opt '{name}' for {driver} log driver",
            });
        }

        remote?.Check(options);
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
