using System.Net.Sockets;
using System.Text;

using Gantry.Linux.Sockets;

namespace Gantry.Network.Dns;

/// <summary>The name service of one sandbox: its sockets, what it sees, whom it asks.</summary>
internal sealed class Resolver : IDisposable
{
    private readonly SafeSocketHandle _datagrams;
    private readonly SafeSocketHandle _connections;
    private volatile SandboxView _view;
    private int _asked;

    /// <param name="namespacePath">File of the sandbox's namespace.</param>
    /// <param name="settings">Whom to ask.</param>
    /// <param name="view">What the sandbox sees.</param>
    /// <param name="datagrams">A bound UDP socket.</param>
    /// <param name="connections">A listening TCP socket.</param>
    public Resolver(string namespacePath, ResolverSettings settings, SandboxView view, SafeSocketHandle datagrams, SafeSocketHandle connections)
    {
        NamespacePath = namespacePath;
        Settings = settings;
        _view = view;
        _datagrams = datagrams;
        _connections = connections;
        // What the host's servers say is the same for all; what a container's own say is its own.
        var shared = settings.Servers.All(server => server.OnHost);
        CacheScope = Encoding.UTF8.GetBytes($"{(shared ? "host" : namespacePath)} {string.Join(' ', settings.Servers)} ");
    }

    /// <summary>Requests to other servers a sandbox may have under way.</summary>
    public static int MostAsked => 512;

    /// <summary>Connections a sandbox may have open.</summary>
    public static int MostConnections => 64;

    /// <summary>File of the sandbox's namespace.</summary>
    public string NamespacePath { get; }

    /// <summary>Whom to ask.</summary>
    public ResolverSettings Settings { get; }

    /// <summary>For whom a kept answer of another server holds.</summary>
    public byte[] CacheScope { get; }

    /// <summary>What the sandbox sees now.</summary>
    public SandboxView View
    {
        get => _view;
        set => _view = value;
    }

    /// <summary>The UDP socket.</summary>
    public SafeSocketHandle Datagrams => _datagrams;

    /// <summary>The listening TCP socket.</summary>
    public SafeSocketHandle Connections => _connections;

    /// <summary>Connections that are open.</summary>
    public int OpenConnections;

    /// <summary>Whether another server may be asked now; <see cref="EndAsking"/> follows.</summary>
    public bool TryBeginAsking()
    {
        if (Interlocked.Increment(ref _asked) <= MostAsked)
            return true;
        Interlocked.Decrement(ref _asked);
        return false;
    }

    /// <summary>Another server was asked.</summary>
    public void EndAsking() => Interlocked.Decrement(ref _asked);

    /// <summary>Sends an answer to whoever asked.</summary>
    public void Send(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> client)
    {
        try
        {
            SocketCalls.Send(_datagrams, answer, client);
        }
        catch (ObjectDisposedException)
        {
            // The sandbox is gone, and its clients with it.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _datagrams.Dispose();
        _connections.Dispose();
    }
}
