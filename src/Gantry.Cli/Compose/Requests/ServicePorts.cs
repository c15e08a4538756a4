using Gantry.Cli.Client;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Requests;

/// <summary>The ports of a service's container.</summary>
internal static class ServicePorts
{
    public static SortedDictionary<string, Nothing>? Exposed(Service service)
    {
        var ports = new SortedDictionary<string, Nothing>(StringComparer.Ordinal);
        foreach (var port in service.Expose)
            ports[port] = new Nothing();
        foreach (var port in service.Ports)
            ports[Key(port)] = new Nothing();
        return ports.Count > 0 ? ports : null;
    }

    public static SortedDictionary<string, IReadOnlyList<PortBinding>> Published(Service service)
    {
        var bindings = new SortedDictionary<string, IReadOnlyList<PortBinding>>(StringComparer.Ordinal);
        foreach (var port in service.Ports)
            bindings[Key(port)] = [.. bindings.GetValueOrDefault(Key(port)) ?? [], new PortBinding(port.HostIP ?? "", port.Published ?? "")];
        return bindings;
    }

    private static string Key(ServicePort port) => $"{port.Target}/{port.Protocol}";
}
