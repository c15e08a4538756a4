namespace Gantry.Network.Firewall;

/// <summary>The host's packet filter: keeps what a daemon's bridges and published ports need in force. Calls come on threads in the host's network namespace.</summary>
internal interface IFirewall : IDisposable
{
    /// <summary>Writes everything anew. Before the first call changes are only noted.</summary>
    void Rewrite();

    /// <summary>Adds a bridge, or replaces its rules.</summary>
    void AddBridge(BridgeRules bridge);

    /// <summary>Removes a bridge; no error if it is unknown.</summary>
    void RemoveBridge(string name);

    /// <summary>From now on drops what is forwarded between networks that are not the daemon's.</summary>
    void DropTransit(bool ipv6);

    /// <summary>Publishes ports, all or none.</summary>
    void Publish(IReadOnlyList<Publication> publications);

    /// <summary>Withdraws ports.</summary>
    void Withdraw(IReadOnlyList<Publication> publications);

    /// <summary>Lets something pass between containers that are kept apart, in the place of what passed for the same owner before.</summary>
    void Permit(string owner, IReadOnlyList<Passage> passages);

    /// <summary>Lets nothing pass any more from and to addresses.</summary>
    void Forbid(IReadOnlyCollection<string> addresses);

    /// <summary>Removes all rules but the administrator's.</summary>
    void Remove();
}
