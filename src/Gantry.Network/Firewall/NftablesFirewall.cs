using Gantry.Linux.Nftables;
using Gantry.Oci.Errors;

namespace Gantry.Network.Firewall;

/// <summary>Keeps the daemon's nftables tables equal to its rules. Where somebody changed them, they are written anew.</summary>
internal sealed class NftablesFirewall(NftablesContext context, string table) : IFirewall
{
    private static readonly string[] FamilyNames = ["ip", "ip6"];

    private readonly Lock _turn = new();
    private readonly HashSet<Publication> _publications = [];
    private readonly Dictionary<string, BridgeRules> _bridges = [];
    private bool _written;

    /// <inheritdoc/>
    public void Rewrite()
    {
        lock (_turn)
        {
            context.Run(NftablesScript.Replace(new FirewallRules(table, [.. _bridges.Values], [.. _publications]), Look()));
            _written = true;
        }
    }

    /// <inheritdoc/>
    public void AddBridge(BridgeRules bridge)
    {
        lock (_turn)
        {
            var known = _bridges.ContainsKey(bridge.Bridge);
            _bridges[bridge.Bridge] = bridge;
            if (known && _written)
                Rewrite();
            else
                Change(NftablesScript.AddBridge(table, bridge));
        }
    }

    /// <inheritdoc/>
    public void RemoveBridge(string name)
    {
        lock (_turn)
            if (_bridges.Remove(name, out var bridge))
                Change(NftablesScript.RemoveBridge(table, bridge));
    }

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.UnionWith(publications);
            Change(NftablesScript.Publish(table, publications));
        }
    }

    /// <inheritdoc/>
    public void Withdraw(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.ExceptWith(publications);
            Change(NftablesScript.Withdraw(table, publications));
        }
    }

    /// <inheritdoc/>
    public void Remove()
    {
        lock (_turn)
        {
            context.Run(NftablesScript.Remove(table, Look()));
            _written = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private void Change(string script)
    {
        if (!_written || script.Length == 0)
            return;
        try
        {
            context.Run(script);
        }
        catch (GantryException)
        {
            Rewrite();
        }
    }

    private FoundTables Look() => new(FamilyNames.Select(family => (family, Text: List(family))).Where(found => found.Text.Length > 0));

    private string List(string family)
    {
        try
        {
            return context.Run($"list table {family} {table}");
        }
        catch (GantryException)
        {
            return "";
        }
    }
}
