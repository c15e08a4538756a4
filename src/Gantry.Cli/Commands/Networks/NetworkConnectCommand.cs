using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network connect</c>: put a container on a network.</summary>
internal sealed class NetworkConnectCommand : Verb
{
    private readonly Option<IReadOnlyList<string>> alias = Flag.Strings("--alias", "Further name of the container on the network");
    private readonly Option<IReadOnlyList<string>> driverOpt = Flag.Strings("--driver-opt", "Option of the driver (key=value)");
    private readonly Option<long> gwPriority = Flag.Number("--gw-priority", "The network with the highest gives the default gateway; may be negative");
    private readonly Option<string> ip = Flag.Text("--ip", "IPv4 address (for example \"172.30.100.104\")");
    private readonly Option<string> ip6 = Flag.Text("--ip6", "IPv6 address (for example \"2001:db8::33\")");
    private readonly Option<IReadOnlyList<string>> link = Flag.List("--link", "Link to another container (name[:alias])", NetworkSpec.CheckLink);
    private readonly Option<IReadOnlyList<string>> linkLocalIp = Flag.Strings("--link-local-ip", "Link-local address");

    public NetworkConnectCommand()
        : base("connect", "[OPTIONS] NETWORK CONTAINER", "Connect a container to a network", Operands.Exactly(2)) =>
        Accept(alias, driverOpt, gwPriority, ip, ip6, link, linkLocalIp);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var options = call.Get(driverOpt);
        if (options.Any(option => option.IndexOf('=') < 0))
            throw new CliException("invalid key/value pair format in driver options");
        var local = call.Get(linkLocalIp);
        var endpoint = new EndpointSettings
        {
            Ipam = new EndpointAddresses { IPv4Address = NullIfEmpty(call.Get(ip)), IPv6Address = NullIfEmpty(call.Get(ip6)), LinkLocalIPs = local.Count > 0 ? local : null },
            Links = call.Get(link),
            Aliases = call.Get(alias),
            DriverOpts = EnvironmentSpecs.ToMap(options),
            GwPriority = int.CreateChecked(call.Get(gwPriority)),
        };
        await call.Engine.ConnectAsync(call.Operands[0], call.Operands[1], endpoint, cancellation);
        return 0;
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
