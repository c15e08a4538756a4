using System.Security.Cryptography;

using Gantry.Engine.Containers;
using Gantry.Engine.Hosting;
using Gantry.Network;

namespace Gantry.Engine.Networks;

/// <summary>
/// A container's <c>/etc/resolv.conf</c>. It is written anew when the container's networks ask for it, until somebody inside changes it: a file
/// beside it holds the digest of what was written last.
/// </summary>
internal sealed class ResolverFile(EngineOptions options)
{
    private const string NameService = "127.0.0.11";

    /// <summary>What a container's resolver is told, its own options before the daemon's before the host's.</summary>
    public ResolvConf Of(HostConfig host) => ResolvConf.OfHost().With(
        Chosen(host.Dns, options.Dns), Chosen(host.DnsSearch, options.DnsSearch), Chosen(host.DnsOptions, options.DnsOptions));

    /// <summary>Writes the file as a container's networks ask for it.</summary>
    public void Write(Container container)
    {
        var path = Path.Combine(container.Directory, "resolv.conf");
        var digestPath = path + ".hash";
        if (File.Exists(path) && File.Exists(digestPath) && File.ReadAllText(digestPath) != Digest(File.ReadAllBytes(path)))
            return;
        var settings = Of(container.HostConfig);
        var endpoints = container.Network.Endpoints.Values;
        var text = container.HostConfig.NetworkMode == "host" ? settings.ForHostNetwork()
            : endpoints.Any(endpoint => endpoint.DnsNames.Count > 0) ? settings.ForNameService(NameService)
            : settings.ForOwnNetwork(endpoints.Any(endpoint => endpoint.GlobalIPv6Address.Length > 0));
        // In place: it is mounted in a container that runs.
        File.WriteAllText(path, text);
        File.WriteAllText(digestPath, Digest(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    private static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static IReadOnlyList<string> Chosen(IReadOnlyList<string>? own, IReadOnlyList<string> daemon) => own is { Count: > 0 } ? own : daemon;
}
