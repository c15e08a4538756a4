using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Containers;
using Gantry.Cli.Networks;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network create</c>: make a network.</summary>
internal sealed class NetworkCreateCommand : Verb
{
    private readonly Option<bool> attachable = Flag.Switch("--attachable", "Let containers join by themselves");
    private readonly Option<IReadOnlyList<string>> auxAddress = Flag.Map("--aux-address", "Address the driver needs for itself (name=address)");
    private readonly Option<string> configFrom = Flag.Text("--config-from", "Network to copy the configuration from");
    private readonly Option<bool> configOnly = Flag.Switch("--config-only", "Only keep a configuration for other networks");
    private readonly Option<string> driver = Flag.Text("-d, --driver", "Driver of the network", "bridge");
    private readonly Option<IReadOnlyList<string>> gateway = Flag.Strings("--gateway", "Gateway of a subnet");
    private readonly Option<bool> ingress = Flag.Switch("--ingress", "Make the network that leads to a swarm's ports");
    private readonly Option<bool> isInternal = Flag.Switch("--internal", "Keep the network apart from the outside");
    private readonly Option<IReadOnlyList<string>> ipRange = Flag.Strings("--ip-range", "Part of a subnet to give addresses from");
    private readonly Option<string> ipamDriver = Flag.Text("--ipam-driver", "Driver that gives addresses", "default");
    private readonly Option<IReadOnlyList<string>> ipamOpt = Flag.Map("--ipam-opt", "Option of the driver that gives addresses (key=value)");
    private readonly Option<bool> ipv4 = Flag.Switch("--ipv4", "Give IPv4 addresses", on: true);
    private readonly Option<bool> ipv6 = Flag.Switch("--ipv6", "Give IPv6 addresses");
    private readonly Option<IReadOnlyList<string>> label = Flag.List("--label", "Label (key=value)", EnvironmentSpecs.CheckLabel);
    private readonly Option<IReadOnlyList<string>> opt = Flag.Map("-o, --opt", "Option of the driver (key=value)");
    private readonly Option<string> scope = Flag.Text("--scope", "How far the network reaches");
    private readonly Option<IReadOnlyList<string>> subnet = Flag.Strings("--subnet", "Subnet in CIDR notation");

    public NetworkCreateCommand()
        : base("create", "[OPTIONS] NETWORK", "Create a network", Operands.Exactly(1)) =>
        Accept(attachable, auxAddress, configFrom, configOnly, driver, gateway, ingress, isInternal, ipRange, ipamDriver, ipamOpt, ipv4, ipv6, label, opt, scope, subnet);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var pools = AddressPools.Of(call.Get(subnet), call.Get(ipRange), call.Get(gateway), EnvironmentSpecs.ToMap(call.Get(auxAddress)));
        var created = await call.Engine.CreateNetworkAsync(
            new CreateNetwork
            {
                Name = call.Operands[0],
                Driver = call.Get(driver),
                Scope = call.Get(scope),
                EnableIPv4 = call.Given(ipv4) ? call.Get(ipv4) : null,
                EnableIPv6 = call.Given(ipv6) ? call.Get(ipv6) : null,
                Ipam = new AddressPlan(call.Get(ipamDriver), EnvironmentSpecs.ToMap(call.Get(ipamOpt)), pools),
                Internal = call.Get(isInternal),
                Attachable = call.Get(attachable),
                Ingress = call.Get(ingress),
                ConfigOnly = call.Get(configOnly),
                ConfigSource = call.Get(configFrom) is { Length: > 0 } source ? new NetworkSource(source) : null,
                Options = EnvironmentSpecs.ToMap(call.Get(opt)),
                Labels = EnvironmentSpecs.ToMap(call.Get(label)),
            },
            cancellation);
        if (created.Warning is { Length: > 0 } warning)
            await call.Error.WriteLineAsync($"WARNING: {warning}");
        await call.Out.WriteLineAsync(created.Id);
        return 0;
    }
}
