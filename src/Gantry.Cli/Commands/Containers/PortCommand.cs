using System.Globalization;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry port</c>: where a container's ports are published.</summary>
internal sealed class PortCommand() : Verb("port", "CONTAINER [PRIVATE_PORT[/PROTO]]", "List a container's published ports", Operands.Between(1, 2))
{
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var container = await call.Engine.ContainerAsync(call.Operands[0], cancellation);
        var ports = container.NetworkSettings?.Ports ?? [];
        if (call.Operands.Count == 2)
        {
            var number = call.Operands[1].Split('/')[0];
            if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw new CliException($"Error: invalid port ({call.Operands[1]}): strconv.ParseUint: parsing \"{number}\": invalid syntax");
            var wanted = call.Operands[1].Contains('/') ? call.Operands[1] : $"{call.Operands[1]}/tcp";
            if (ports.GetValueOrDefault(wanted) is not { Count: > 0 } bindings)
                throw new CliException($"Error: No public port '{call.Operands[1]}' published for {call.Operands[0]}");
            foreach (var binding in bindings)
                await call.Out.WriteLineAsync(Address(binding));
            return 0;
        }

        foreach (var (port, bindings) in ports.OrderBy(entry => Number(entry.Key)).ThenBy(entry => entry.Key, StringComparer.Ordinal))
        {
            foreach (var binding in bindings ?? [])
                await call.Out.WriteLineAsync($"{port} -> {Address(binding)}");
        }

        return 0;
    }

    private static string Address(PortBinding binding) => binding.HostIp.Contains(':') ? $"[{binding.HostIp}]:{binding.HostPort}" : $"{binding.HostIp}:{binding.HostPort}";

    private static int Number(string port) => int.TryParse(port.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
