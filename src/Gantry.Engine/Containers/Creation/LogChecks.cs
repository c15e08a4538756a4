using Gantry.Engine.Logs;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds log drivers that are not there and options they do not know; the texts are Docker's.</summary>
internal static class LogChecks
{
    private static readonly HashSet<string> JsonFileOptions = ["compress", "env", "env-regex", "labels", "labels-regex", "max-file", "max-size", "tag"];

    /// <summary>Options of every driver, kept apart from its own.</summary>
    private static readonly HashSet<string> CommonOptions = ["mode", "max-buffer-size"];

    /// <summary>What is wrong before a container is made; the values of a driver's own options are read when it starts.</summary>
    public static void Check(LogConfig config)
    {
        var options = config.Config ?? [];
        if (options.TryGetValue("mode", out var mode) && mode is not ("" or "blocking" or "non-blocking"))
            throw Invalid($"logger: logging mode not supported: {mode}");
        if (options.TryGetValue("max-buffer-size", out var size))
        {
            if (mode is not "non-blocking")
                throw Invalid("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
            LogTargets.Size(size);
        }

        switch (config.Type)
        {
            case "" or "json-file":
                foreach (var name in options.Keys)
                {
                    if (!JsonFileOptions.Contains(name) && !CommonOptions.Contains(name))
                        throw Invalid($"unknown log opt '{name}' for json-file log driver");
                }

                break;
            case "none":
                break;
            default:
                throw Invalid($"error looking up logging plugin {config.Type}: plugin \"{config.Type}\" not found");
        }
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
