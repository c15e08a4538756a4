using Gantry.Linux.Nftables;
using Gantry.Oci.Errors;

namespace Gantry.Network.Firewall;

/// <summary>Keeps the daemon's nftables table equal to its rules. Where somebody changed the table, it is written anew.</summary>
internal sealed class NftablesFirewall(NftablesContext context, string table) : IDisposable
{
    private readonly Lock _turn = new();
    private readonly HashSet<Publication> _publications = [];
    private IReadOnlyList<BridgeRules> _bridges = [];

    /// <summary>Sets everything.</summary>
    public void Replace(IReadOnlyList<BridgeRules> bridges, IEnumerable<Publication> publications)
    {
        lock (_turn)
        {
            _bridges = bridges;
            _publications.Clear();
            _publications.UnionWith(publications);
            Rewrite();
        }
    }

    /// <summary>Publishes ports in one transaction.</summary>
    public void Publish(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.UnionWith(publications);
            Change(NftablesScript.Publish(table, publications));
        }
    }

    /// <summary>Withdraws ports in one transaction.</summary>
    public void Withdraw(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.ExceptWith(publications);
            Change(NftablesScript.Withdraw(table, publications));
        }
    }

    /// <summary>Removes the table.</summary>
    public void Remove()
    {
        lock (_turn)
            context.Run(NftablesScript.Remove(table));
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    private void Change(string script)
    {
        try
        {
            context.Run(script);
        }
        catch (GantryException)
        {
            Rewrite();
        }
    }

    private void Rewrite() => context.Run(NftablesScript.Replace(new FirewallRules(table, _bridges, [.. _publications])));
}
