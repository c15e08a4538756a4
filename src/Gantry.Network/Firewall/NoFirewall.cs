namespace Gantry.Network.Firewall;

/// <summary>Leaves the packet filter to the administrator: published ports are served by the daemon's proxies alone, and nothing is kept apart.</summary>
internal sealed class NoFirewall : IFirewall
{
    /// <inheritdoc/>
    public void Rewrite()
    {
    }

    /// <inheritdoc/>
    public void AddBridge(BridgeRules bridge)
    {
    }

    /// <inheritdoc/>
    public void RemoveBridge(string name)
    {
    }

    /// <inheritdoc/>
    public void DropTransit(bool ipv6)
    {
    }

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<Publication> publications)
    {
    }

    /// <inheritdoc/>
    public void Withdraw(IReadOnlyList<Publication> publications)
    {
    }

    /// <inheritdoc/>
    public void Permit(string owner, IReadOnlyList<Passage> passages)
    {
    }

    /// <inheritdoc/>
    public void Forbid(IReadOnlyCollection<string> addresses)
    {
    }

    /// <inheritdoc/>
    public void Remove()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
