using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Completes what the user wants to run from the image's configuration, by Docker's rules.</summary>
internal static class ImageDefaults
{
    public static ContainerConfig Complete(ContainerConfig wanted, ExecutionConfig image)
    {
        var (entrypoint, command) = (wanted.Entrypoint, wanted.Cmd);
        if (entrypoint is null or [])
        {
            // A user's command replaces the image's, and an empty entry point given by the user keeps the image's away.
            if (command is null or [])
                command = image.Cmd;
            entrypoint ??= image.Entrypoint;
        }

        if (entrypoint is [""])
            entrypoint = null;
        if (entrypoint is null or [] && command is null or [])
            throw new GantryException(ErrorKind.Invalid, "no command specified");
        return wanted with
        {
            Entrypoint = entrypoint,
            Cmd = command,
            User = wanted.User.Length > 0 ? wanted.User : image.User ?? "",
            WorkingDir = wanted.WorkingDir.Length > 0 ? Clean(wanted.WorkingDir) : image.WorkingDir ?? "",
            Env = Environment(wanted.Env, image.Env),
            ExposedPorts = Set(wanted.ExposedPorts, image.ExposedPorts?.Keys),
            Volumes = Set(wanted.Volumes, image.Volumes?.Keys),
            Labels = Labels(wanted.Labels, image.Labels),
            StopSignal = wanted.StopSignal is { Length: > 0 } ? wanted.StopSignal : image.StopSignal is { Length: > 0 } ? image.StopSignal : null,
            Shell = wanted.Shell is { Count: > 0 } ? wanted.Shell : image.Shell,
            Healthcheck = Health(wanted.Healthcheck, image.Healthcheck),
        };
    }

    /// <summary>An absolute directory without ".", ".." and slashes that say nothing; another is refused later.</summary>
    private static string Clean(string directory) =>
        directory.StartsWith('/') && Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)) is var clean ? clean : directory;

    private static IReadOnlyList<string>? Environment(IReadOnlyList<string>? wanted, IReadOnlyList<string>? image)
    {
        if (wanted is null or [])
            return image ?? wanted;
        var names = wanted.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return [.. wanted, .. (image ?? []).Where(e => !names.Contains(NameOf(e)))];
    }

    private static string NameOf(string entry) => entry.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? entry[..at] : entry;

    private static SortedDictionary<string, EmptyObject>? Set(SortedDictionary<string, EmptyObject>? wanted, IEnumerable<string>? image)
    {
        if (image is null)
            return wanted;
        var merged = new SortedDictionary<string, EmptyObject>(wanted ?? [], StringComparer.Ordinal);
        foreach (var name in image)
            merged.TryAdd(name, EmptyObject.Value);
        return merged.Count == 0 ? wanted : merged;
    }

    private static SortedDictionary<string, string> Labels(SortedDictionary<string, string>? wanted, IReadOnlyDictionary<string, string>? image)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in image ?? new Dictionary<string, string>())
            merged[name] = value;
        foreach (var (name, value) in wanted ?? [])
            merged[name] = value;
        return merged;
    }

    private static HealthConfig? Health(HealthConfig? wanted, HealthCheck? image)
    {
        if (image is null || wanted?.Test is ["NONE"])
            return wanted;
        var own = wanted ?? new HealthConfig();
        return own with
        {
            Test = own.Test is { Count: > 0 } ? own.Test : image.Test,
            Interval = own.Interval != 0 ? own.Interval : image.Interval,
            Timeout = own.Timeout != 0 ? own.Timeout : image.Timeout,
            StartPeriod = own.StartPeriod != 0 ? own.StartPeriod : image.StartPeriod,
            StartInterval = own.StartInterval != 0 ? own.StartInterval : image.StartInterval,
            Retries = own.Retries != 0 ? own.Retries : image.Retries,
        };
    }
}
