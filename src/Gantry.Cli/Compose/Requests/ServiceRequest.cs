using Gantry.Compose.Model;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

using CreateContainer = Gantry.Cli.Client.CreateContainer;

namespace Gantry.Cli.Compose.Requests;

/// <summary>A service's container as the engine is asked to make it: field by field what Docker's Compose asks for.</summary>
internal static class ServiceRequest
{
    /// <param name="order">The container.</param>
    /// <param name="proxies">Variables that it gets unless the service says otherwise.</param>
    public static CreateContainer Of(ContainerOrder order, IReadOnlyList<KeyValuePair<string, string>> proxies)
    {
        var service = order.Service;
        var interactive = order.OneOff?.Interactive == true;
        var (networkMode, networks) = ServiceNetworks.Of(order);
        return new CreateContainer
        {
            Hostname = service.Hostname ?? "",
            Domainname = service.DomainName ?? "",
            User = service.User ?? "",
            ExposedPorts = ServicePorts.Exposed(service),
            Tty = service.Tty,
            OpenStdin = service.StdinOpen,
            StdinOnce = interactive && service.StdinOpen,
            AttachStdin = interactive,
            AttachStderr = true,
            AttachStdout = true,
            Cmd = service.Command,
            Image = service.ImageName(order.Project.Name),
            Volumes = null,
            WorkingDir = service.WorkingDirectory ?? "",
            Entrypoint = service.Entrypoint,
            Labels = order.Labels(),
            StopSignal = string.IsNullOrEmpty(service.StopSignal) ? null : service.StopSignal,
            Env = Environment(service, proxies),
            Healthcheck = Health(service.HealthCheck),
            StopTimeout = service.StopGracePeriod is { } grace ? (long)grace.TotalSeconds : null,
            HostConfig = ServiceHost.Of(order, networkMode),
            NetworkingConfig = networks,
        };
    }

    private static List<string>? Environment(Service service, IReadOnlyList<KeyValuePair<string, string>> proxies)
    {
        var variables = new SortedDictionary<string, string?>(proxies.ToDictionary(proxy => proxy.Key, string? (proxy) => proxy.Value), StringComparer.Ordinal);
        foreach (var (name, value) in service.Environment)
            variables[name] = value;
        return variables.Count == 0 ? null : [.. variables.Select(variable => variable.Value is { } value ? $"{variable.Key}={value}" : variable.Key)];
    }

    private static Client.HealthCheck? Health(Gantry.Compose.Model.HealthCheck? check)
    {
        if (check is null)
            return null;
        // An engine would never use the interval of a period that does not exist.
        if (check is { StartInterval: not null, StartPeriod: null })
            throw new GantryException(ErrorKind.Invalid, "healthcheck.start_interval requires healthcheck.start_period to be set");
        return new Client.HealthCheck
        {
            Test = check.Disable ? ["NONE"] : check.Test,
            Interval = Nanoseconds(check.Interval),
            Timeout = Nanoseconds(check.Timeout),
            StartPeriod = Nanoseconds(check.StartPeriod),
            StartInterval = Nanoseconds(check.StartInterval),
            Retries = check.Retries ?? 0,
        };
    }

    private static long Nanoseconds(TimeSpan? time) => (time?.Ticks ?? 0) * TimeSpan.NanosecondsPerTick;
}
