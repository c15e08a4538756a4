using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

using Gantry.Linux.NetworkNamespaces;
using Gantry.Linux.Syscalls;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;

namespace Gantry.Network.Dns;

/// <summary>
/// The embedded name service: sandboxes on networks of the user's ask 127.0.0.11 for the names on their networks, and through it for all others.
/// </summary>
/// <remarks>
/// <code>
/// client ── 127.0.0.11:53, rewritten ── socket of the daemon's in the sandbox ── one thread for all ──┬─ names of the sandbox's networks
///                                                                                                    ├─ kept answers
///                                                                                                    └─ other servers, asynchronously
/// </code>
/// </remarks>
internal sealed class NameService : ISandboxObserver, IDisposable
{
    private const int EADDRINUSE = 98;
    private const int Attempts = 64;
    private const int FirstPort = 32768;
    private const int LastPort = 60999;

    private readonly NameDirectory _directory = new();
    private readonly ConcurrentDictionary<string, Resolver> _resolvers = [];
    private readonly NamespaceThreads _threads;
    private readonly QueryLoop _loop;

    /// <param name="hostNamespace">Network namespace that stands for the host, as a file; null: the daemon's own.</param>
    /// <param name="time">The clock.</param>
    public NameService(string? hostNamespace, TimeProvider time)
    {
        _threads = new NamespaceThreads(hostNamespace, 1);
        _loop = new QueryLoop(new Forwarder(_threads), new AnswerCache(time));
    }

    /// <summary>
    /// Whether a sandbox has the name service: it is on a network of the user's, or was. The default bridge has none, as with Docker.
    /// </summary>
    public static bool IsWanted(SandboxDocument sandbox) => sandbox.ResolverPort > 0 || sandbox.Endpoints.Any(endpoint => endpoint.Names.Count > 0);

    /// <summary>Opens the sockets of a sandbox. The calling thread is in the sandbox's namespace.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <returns>The port they have, which the sandbox's document is to remember.</returns>
    public int Attach(SandboxDocument sandbox)
    {
        if (_resolvers.ContainsKey(sandbox.ContainerId))
            return sandbox.ResolverPort;
        var (port, resolver) = Open(sandbox);
        // After a restart the rules are there if the port is.
        if (port != sandbox.ResolverPort && !DnsRedirect.TryInstall(port))
        {
            resolver.Dispose();
            (port, resolver) = Open(sandbox, DnsRedirect.Port);
        }

        _resolvers[sandbox.ContainerId] = resolver;
        _loop.Add(resolver);
        return port;
    }

    /// <inheritdoc/>
    public void Changed(SandboxDocument sandbox)
    {
        var view = _directory.Update(sandbox);
        if (_resolvers.TryGetValue(sandbox.ContainerId, out var resolver))
            resolver.View = view;
    }

    /// <inheritdoc/>
    public void Released(SandboxDocument sandbox)
    {
        _directory.Forget(sandbox);
        if (_resolvers.TryRemove(sandbox.ContainerId, out var resolver))
            _loop.Remove(resolver);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.Dispose();
        foreach (var resolver in _resolvers.Values)
            resolver.Dispose();
        _threads.Dispose();
    }

    private (int Port, Resolver Resolver) Open(SandboxDocument sandbox, int port = 0)
    {
        var address = IPAddress.Parse(DnsRedirect.Address);
        var view = _directory.Update(sandbox);
        for (var attempt = 0; ; attempt++)
        {
            var candidate = port > 0 ? port : attempt == 0 && sandbox.ResolverPort > 0 ? sandbox.ResolverPort : RandomNumberGenerator.GetInt32(FirstPort, LastPort + 1);
            try
            {
                var datagrams = PortSocket.Bind(address, candidate, "udp");
                try
                {
                    var connections = PortSocket.Bind(address, candidate, "tcp");
                    return (candidate, new Resolver(sandbox.NamespacePath, sandbox.Resolver, view, datagrams, connections));
                }
                catch
                {
                    datagrams.Dispose();
                    throw;
                }
            }
            catch (KernelException e) when (e.Errno == EADDRINUSE && attempt < Attempts && port == 0)
            {
                // A program inside has it.
            }
        }
    }
}
