using Gantry.Linux.Nftables;
using Gantry.Oci.Errors;

namespace Gantry.Network.Firewall;

/// <summary>Keeps the daemon's nftables tables equal to its rules. Where somebody changed them, they are written anew.</summary>
/// <param name="context">The way to the kernel; it ends with the firewall.</param>
/// <param name="claim">The tables' name; it is given back with the firewall.</param>
/// <param name="hasIPv6">Whether rules are made for IPv6.</param>
internal sealed class NftablesFirewall(NftablesContext context, TableClaim claim, bool hasIPv6) : IFirewall
{
    private static readonly string[] FamilyNames = ["ip", "ip6"];

    private readonly TableSet _tables = new(claim.Name, hasIPv6);
    private readonly Lock _turn = new();
    private readonly HashSet<Publication> _publications = [];
    private readonly Dictionary<string, BridgeRules> _bridges = [];
    private readonly Passages _passages = new();
    private bool _dropsTransit4;
    private bool _dropsTransit6;
    private bool _written;

    /// <inheritdoc/>
    public void Rewrite()
    {
        lock (_turn)
        {
            if (!_written && !hasIPv6)
                Remove(_tables with { HasIPv6 = true }); // what an earlier run left for IPv6
            context.Run(NftablesScript.Replace(
                new FirewallRules(_tables, [.. _bridges.Values], [.. _publications])
                {
                    DropsTransit4 = _dropsTransit4,
                    DropsTransit6 = _dropsTransit6,
                    Passages = _passages.All,
                },
                Look(_tables)));
            if (!_written && claim.Other is { } name)
                Remove(_tables with { Name = name });
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
                Change(NftablesScript.AddBridge(_tables, bridge));
        }
    }

    /// <inheritdoc/>
    public void RemoveBridge(string name)
    {
        lock (_turn)
            if (_bridges.Remove(name, out var bridge))
                Change(NftablesScript.RemoveBridge(_tables, bridge));
    }

    /// <inheritdoc/>
    public void DropTransit(bool ipv6)
    {
        lock (_turn)
        {
            ref var drops = ref ipv6 ? ref _dropsTransit6 : ref _dropsTransit4;
            if (drops)
                return;
            drops = true;
            if (_written)
                Rewrite();
        }
    }

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.UnionWith(publications);
            Change(NftablesScript.Publish(_tables, publications));
        }
    }

    /// <inheritdoc/>
    public void Withdraw(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.ExceptWith(publications);
            Change(NftablesScript.Withdraw(_tables, publications));
        }
    }

    /// <inheritdoc/>
    public void Permit(string owner, IReadOnlyList<Passage> passages)
    {
        lock (_turn)
        {
            var (added, gone) = _passages.Set(owner, passages);
            Change(NftablesScript.Forbid(_tables, gone) + NftablesScript.Permit(_tables, added));
        }
    }

    /// <inheritdoc/>
    public void Forbid(IReadOnlyCollection<string> addresses)
    {
        lock (_turn)
            Change(NftablesScript.Forbid(_tables, _passages.Drop(addresses)));
    }

    /// <inheritdoc/>
    public void Remove()
    {
        lock (_turn)
        {
            Remove(_tables);
            _written = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        context.Dispose();
        claim.Dispose();
    }

    private void Remove(TableSet ofName) => context.Run(NftablesScript.Remove(ofName, Look(ofName)));

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

    private FoundTables Look(TableSet ofName) =>
        new(FamilyNames.Select(family => (family, Text: List(family, ofName.Name))).Where(found => found.Text.Length > 0));

    private string List(string family, string table)
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
