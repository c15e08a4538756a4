namespace Gantry.Network.Networks;

/// <summary>A network and who is on it. It cannot be removed while somebody is, nor joined once it goes.</summary>
/// <param name="info">The network.</param>
internal sealed class LiveNetwork(NetworkInfo info)
{
    private readonly Lock _turn = new();
    private readonly HashSet<string> _members = [];
    private bool _closed;

    /// <summary>The network.</summary>
    public NetworkInfo Info { get; } = info;

    /// <summary>Ids of the containers with an endpoint.</summary>
    public IReadOnlyList<string> Members
    {
        get
        {
            lock (_turn)
                return [.. _members];
        }
    }

    /// <summary>Notes a member; false: the network is going.</summary>
    public bool TryEnter(string containerId)
    {
        lock (_turn)
        {
            if (!_closed)
                _members.Add(containerId);
            return !_closed;
        }
    }

    /// <summary>Forgets a member.</summary>
    public void Leave(string containerId)
    {
        lock (_turn)
            _members.Remove(containerId);
    }

    /// <summary>Lets nobody in any more; false: somebody is on it.</summary>
    public bool TryClose()
    {
        lock (_turn)
            return _closed = _members.Count == 0;
    }

    /// <summary>Lets members in again.</summary>
    public void Reopen()
    {
        lock (_turn)
            _closed = false;
    }
}
