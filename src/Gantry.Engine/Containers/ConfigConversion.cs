using Gantry.Oci.Images;

namespace Gantry.Engine.Containers;

/// <summary>Between a container's configuration and the one an image keeps of it: they are the same members, as Docker has them.</summary>
public static class ConfigConversion
{
    /// <summary>What an image keeps of a container's configuration.</summary>
    public static ExecutionConfig ToImage(ContainerConfig config) => new()
    {
        Hostname = config.Hostname,
        Domainname = config.Domainname,
        User = config.User,
        AttachStdin = config.AttachStdin,
        AttachStdout = config.AttachStdout,
        AttachStderr = config.AttachStderr,
        Tty = config.Tty,
        OpenStdin = config.OpenStdin,
        StdinOnce = config.StdinOnce,
        ExposedPorts = config.ExposedPorts,
        Env = config.Env,
        Cmd = config.Cmd,
        Healthcheck = config.Healthcheck is { } check
            ? new HealthCheck { Test = check.Test, Interval = check.Interval, Timeout = check.Timeout, StartPeriod = check.StartPeriod, StartInterval = check.StartInterval, Retries = check.Retries }
            : null,
        Image = config.Image,
        Volumes = config.Volumes,
        WorkingDir = config.WorkingDir,
        Entrypoint = config.Entrypoint,
        OnBuild = config.OnBuild,
        Labels = config.Labels,
        StopSignal = config.StopSignal,
        Shell = config.Shell,
    };

    /// <summary>The configuration of a container that runs as an image says. What the image notes of the container it was made of is left out.</summary>
    public static ContainerConfig OfImage(ExecutionConfig config) => new()
    {
        User = config.User ?? "",
        ExposedPorts = Set(config.ExposedPorts?.Keys),
        Env = config.Env,
        Cmd = config.Cmd,
        Healthcheck = config.Healthcheck is { } check
            ? new HealthConfig { Test = check.Test, Interval = check.Interval, Timeout = check.Timeout, StartPeriod = check.StartPeriod, StartInterval = check.StartInterval, Retries = check.Retries }
            : null,
        Image = config.Image ?? "",
        Volumes = Set(config.Volumes?.Keys),
        WorkingDir = config.WorkingDir ?? "",
        Entrypoint = config.Entrypoint,
        OnBuild = config.OnBuild,
        Labels = config.Labels is null ? null : new SortedDictionary<string, string>(config.Labels.ToDictionary(), StringComparer.Ordinal),
        StopSignal = config.StopSignal,
        StopTimeout = config.StopTimeout,
        Shell = config.Shell,
    };

    private static SortedDictionary<string, EmptyObject>? Set(IEnumerable<string>? names) =>
        names is null ? null : new SortedDictionary<string, EmptyObject>(names.ToDictionary(n => n, _ => EmptyObject.Value), StringComparer.Ordinal);
}
