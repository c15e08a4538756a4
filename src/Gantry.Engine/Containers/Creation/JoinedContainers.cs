using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Containers whose namespaces another shares, by <c>container:REFERENCE</c>. Noted is the id, since names may change hands.</summary>
internal static class JoinedContainers
{
    /// <summary>How a mode begins that names a container.</summary>
    public const string Prefix = "container:";

    /// <summary>The modes with ids for names.</summary>
    /// <exception cref="GantryException">Invalid: a container whose processes or memory are to be shared is not there. One whose network is, is
    /// looked for at the start.</exception>
    public static HostConfig Named(HostConfig host, ContainerTable table) => host with
    {
        PidMode = Mode(host.PidMode, "PID", table),
        IpcMode = Mode(host.IpcMode, "IPC", table),
        NetworkMode = Reference(host.NetworkMode) is { Length: > 0 } network && table.TryFind(network) is { } slot ? Prefix + slot.Id : host.NetworkMode,
    };

    /// <summary>The container a mode names; null where it names none.</summary>
    public static string? Reference(string mode) => mode.StartsWith(Prefix, StringComparison.Ordinal) ? mode[Prefix.Length..] : null;

    private static string Mode(string mode, string kind, ContainerTable table)
    {
        if (Reference(mode) is not { } reference)
            return mode;
        if (reference.Length == 0)
            throw new GantryException(ErrorKind.Invalid, $"failed to join {kind} namespace: invalid name or ID supplied: \"\"");
        try
        {
            return Prefix + table.Find(reference).Id;
        }
        catch (GantryException e)
        {
            // Not "not found": a client would take that for the image and pull it.
            throw new GantryException(ErrorKind.Invalid, e.Message, e);
        }
    }
}
