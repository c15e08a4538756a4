using System.Net;
using System.Net.Sockets;

using Gantry.Oci.References;

namespace Gantry.Registry.Endpoints;

/// <summary>Where to ask for the images of a domain, in order: what the operator's <see cref="HostsFile"/> says, else Docker's rules: mirrors are for
/// docker.io only; an insecure registry is tried with TLS first and without it afterwards.</summary>
internal static class EndpointList
{
    private const string DockerHost = "registry-1.docker.io";

    public static IReadOnlyList<RegistryEndpoint> Of(string domain, RegistryOptions options)
    {
        if (options.Addresses.TryGetValue(domain, out var told))
            return [new RegistryEndpoint(new Uri(told, "/"), !IsInsecure(told.Authority, options), false)];
        return HostsFile.Read(options.CertificateFolders, domain, () => Meant(domain, options)) ?? Meant(domain, options);
    }

    /// <summary>The addresses a domain means where no file says more.</summary>
    private static IReadOnlyList<RegistryEndpoint> Meant(string domain, RegistryOptions options)
    {
        if (domain == Reference.DefaultDomain)
        {
            return
            [
                // As with Docker, whose users log in to a mirror by logging in to the registry.
                .. options.Mirrors.Select(m => new RegistryEndpoint(new Uri(m.TrimEnd('/') + "/"), !IsInsecure(new Uri(m).Authority, options), true) { TakesCredentials = true }),
                new RegistryEndpoint(new Uri($"https://{DockerHost}/"), true, false),
            ];
        }

        return IsInsecure(domain, options)
            ? [new RegistryEndpoint(new Uri($"https://{domain}/"), false, false), new RegistryEndpoint(new Uri($"http://{domain}/"), false, false)]
            : [new RegistryEndpoint(new Uri($"https://{domain}/"), true, false)];
    }

    /// <summary>Whether a domain needs no proof: it is named, or its address lies in a block that is, or on this machine.</summary>
    public static bool IsInsecure(string domain, RegistryOptions options)
    {
        if (options.Insecure.Contains(domain, StringComparer.OrdinalIgnoreCase)) return true;
        var host = new Uri($"https://{domain}/").Host.Trim('[', ']');
        IPAddress[] addresses;
        if (IPAddress.TryParse(host, out var literal)) addresses = [literal];
        else if (host == "localhost") addresses = [IPAddress.Loopback];
        else if (!options.Insecure.Any(i => i.Contains('/', StringComparison.Ordinal))) return false;
        else addresses = Resolve(host);
        return addresses.Any(a => IPAddress.IsLoopback(a) || options.Insecure.Any(i => IPNetwork.TryParse(i, out var block) && block.Contains(a)));
    }

    private static IPAddress[] Resolve(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (SocketException)
        {
            return []; // the request itself will say so
        }
    }
}
