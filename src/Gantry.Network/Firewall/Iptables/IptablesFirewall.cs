using Gantry.Oci.Errors;

namespace Gantry.Network.Firewall.Iptables;

/// <summary>
/// Keeps the daemon's chains in the host's iptables equal to its rules. Every change writes the chains of a family whole, and the jumps to them where they are gone; so
/// what somebody removed comes back with the next one.
/// </summary>
internal sealed class IptablesFirewall : IFirewall
{
    private readonly Lock _turn = new();
    private readonly List<(IptablesFamily Family, IptablesPrograms Programs)> _families = [];
    private readonly Dictionary<string, BridgeRules> _bridges = [];
    private readonly HashSet<Publication> _publications = [];
    private readonly Passages _passages = new();
    private bool _dropsTransit4;
    private bool _dropsTransit6;
    private bool _written;

    /// <summary>Finds the programs. A host without IPv6 needs none for it.</summary>
    /// <exception cref="GantryException">They are missing, or the kernel refuses them.</exception>
    /// <param name="hasIPv6">Whether rules are made for IPv6.</param>
    public IptablesFirewall(bool hasIPv6)
    {
        _families.Add((IptablesFamily.IPv4, IptablesPrograms.Find(IptablesFamily.IPv4)));
        if (hasIPv6 && File.Exists("/proc/net/if_inet6"))
            _families.Add((IptablesFamily.IPv6, IptablesPrograms.Find(IptablesFamily.IPv6)));
    }

    /// <inheritdoc/>
    public void Rewrite()
    {
        lock (_turn)
        {
            _written = true;
            Write(_ => true);
        }
    }

    /// <inheritdoc/>
    public void AddBridge(BridgeRules bridge)
    {
        lock (_turn)
        {
            _bridges[bridge.Bridge] = bridge;
            Write(_ => true);
        }
    }

    /// <inheritdoc/>
    public void RemoveBridge(string name)
    {
        lock (_turn)
            if (_bridges.Remove(name))
                Write(_ => true);
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
            Write(family => family.IsIPv6 == ipv6);
        }
    }

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            Publication[] added = [.. publications.Where(_publications.Add)];
            try
            {
                Write(family => Concerns(family, added));
            }
            catch (GantryException)
            {
                // The table of the other family may have been written: what is asked next is to find neither.
                _publications.ExceptWith(added);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Withdraw(IReadOnlyList<Publication> publications)
    {
        lock (_turn)
        {
            _publications.ExceptWith(publications);
            Write(family => Concerns(family, publications));
        }
    }

    /// <inheritdoc/>
    public void Permit(string owner, IReadOnlyList<Passage> passages)
    {
        lock (_turn)
        {
            var (added, gone) = _passages.Set(owner, passages);
            if (added.Count + gone.Count > 0)
                Write(family => !family.IsIPv6);
        }
    }

    /// <inheritdoc/>
    public void Forbid(IReadOnlyCollection<string> addresses)
    {
        lock (_turn)
            if (_passages.Drop(addresses).Count > 0)
                Write(family => !family.IsIPv6);
    }

    /// <inheritdoc/>
    public void Remove()
    {
        lock (_turn)
        {
            foreach (var (family, programs) in _families)
                programs.Restore(IptablesScript.Remove(family, programs.Save()));
            _written = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static bool Concerns(IptablesFamily family, IReadOnlyList<Publication> publications) => publications.Any(port => port.IsIPv6 == family.IsIPv6);

    private void Write(Func<IptablesFamily, bool> concerned)
    {
        if (!_written)
            return;
        // In a fixed order, so that two daemons' states can be compared.
        var rules = new FirewallRules(new TableSet(""), [.. _bridges.Values.OrderBy(bridge => bridge.Bridge, StringComparer.Ordinal)], [.. _publications])
        {
            DropsTransit4 = _dropsTransit4,
            DropsTransit6 = _dropsTransit6,
            Passages = _passages.All,
        };
        foreach (var (family, programs) in _families)
            if (concerned(family))
                programs.Restore(IptablesScript.Replace(rules, family, programs.Save()));
    }
}
