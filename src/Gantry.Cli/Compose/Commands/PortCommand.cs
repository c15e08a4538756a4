using System.CommandLine;
using System.Globalization;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose port</c>: where a container's port is published.</summary>
internal sealed class PortCommand : ComposeVerb
{
    private readonly Option<long> index = Flag.Number("--index", "Index of the container if service has multiple replicas");
    private readonly Option<string> protocol = Flag.Text("--protocol", "tcp or udp", "tcp");

    public PortCommand()
        : base("port", "[OPTIONS] SERVICE PRIVATE_PORT", "Print the public port for a port binding", Operands.AtLeast(2)) => Accept(index, protocol);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (!ushort.TryParse(call.Operands[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw new CliException($"strconv.ParseUint: parsing \"{call.Operands[1]}\": invalid syntax");
        var container = await ServiceContainer.FindAsync(call, call.Operands[0], call.Get(index), cancellation);
        var type = call.Get(protocol).ToLowerInvariant();
        var found = (container.Ports ?? []).FirstOrDefault(candidate => candidate.PrivatePort == port && candidate.Type == type)
            ?? throw new CliException(
                $"no port {port}/{type} for container {Engine.ComposeEngine.NameOf(container)}: " +
                string.Join(", ", (container.Ports ?? []).Select(candidate => $"{candidate.PublicPort}/{candidate.Type}")));
        await call.Out.WriteLineAsync($"{found.IP}:{found.PublicPort}");
        return 0;
    }
}
