using Gantry.Engine.Containers;
using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.UserNamespaces;

/// <summary>The user namespace of one run, until its process is in it.</summary>
internal sealed class UserSpace : IDisposable
{
    private readonly SafeFileHandle _users;
    private readonly SafeFileHandle? _network;

    private UserSpace(IdMappings ids, SafeFileHandle users, SafeFileHandle? network)
    {
        Ids = ids;
        _users = users;
        _network = network;
    }

    /// <summary>The mappings in force.</summary>
    public IdMappings Ids { get; }

    /// <summary>The open namespace.</summary>
    public SafeFileHandle Users => _users;

    /// <summary>Where other processes find it.</summary>
    public string Path => PathOf(_users);

    /// <summary>Where the network namespace is found that belongs to it; null: the run uses another container's.</summary>
    public string? NetworkPath => _network is null ? null : PathOf(_network);

    /// <summary>Makes the namespace of a run; null: it has the host's.</summary>
    /// <param name="ids">The engine's mappings; null: it remaps nothing.</param>
    /// <param name="host">What the container wants.</param>
    /// <param name="donor">Process of a container from which it takes its network, memory or processes: those can only be shared together with the
    /// user namespace they belong to. 0: there is none.</param>
    /// <param name="hasNetwork">Whether it gets a network of its own.</param>
    public static UserSpace? Of(IdMappings? ids, HostConfig host, int donor, bool hasNetwork)
    {
        if (ids is null || host.UsernsMode == "host")
            return null;
        var users = donor > 0 ? OpenFile.Open($"/proc/{donor}/ns/user", OpenFlags.O_RDONLY) : UserNamespace.Create(ids.Users, ids.Groups);
        try
        {
            return new UserSpace(ids, users, hasNetwork ? UserNamespace.CreateNetwork(users) : null);
        }
        catch
        {
            users.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _network?.Dispose();
    }

    private static string PathOf(SafeFileHandle space) => $"/proc/{Environment.ProcessId}/fd/{space.DangerousGetHandle()}";
}
