using Gantry.Build.Grpc;
using Gantry.Build.Grpc.Protocol;

namespace Gantry.Build.Client;

/// <summary>Puts an address in the place of "host-gateway" in lines for /etc/hosts: which one reaches the engine's host, only the engine knows.</summary>
internal static class HostAddresses
{
    private const string Option = "add-hosts";
    private const string Gateway = "host-gateway";

    /// <summary>Asks the engine, where that is needed.</summary>
    /// <exception cref="ClientBuildException">It does not tell.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ResolveAsync(IReadOnlyDictionary<string, string> options, Control.ControlClient engine, CancellationToken cancellation)
    {
        if (!options.TryGetValue(Option, out var hosts) || !hosts.Split(',').Any(IsGateway)) return options;
        var workers = await engine.ListWorkersAsync(new ListWorkersRequest(), cancellationToken: cancellation);
        var address = workers.Record.Select(w => w.Labels.TryGetValue(BuilderFacts.HostGatewayLabel, out var found) ? found : "").FirstOrDefault(a => a.Length > 0)
            ?? throw new ClientBuildException($"unable to derive the IP value for {Gateway}", [], null);
        var resolved = hosts.Split(',').Select(h => IsGateway(h) ? h[..^Gateway.Length] + address : h);
        return new Dictionary<string, string>(options) { [Option] = string.Join(',', resolved) };
    }

    private static bool IsGateway(string host) => host.EndsWith("=" + Gateway, StringComparison.Ordinal);
}
