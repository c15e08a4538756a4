using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Mounts that a container takes over from others: <c>--volumes-from container[:mode]</c>.</summary>
internal static class InheritedMounts
{
    /// <summary>The mounts of all named containers; of two at one place the later one counts.</summary>
    /// <exception cref="GantryException">Invalid: no such container, or no such mode.</exception>
    public static IReadOnlyList<MountPoint> Of(HostConfig host, ContainerTable table)
    {
        var mounts = new Dictionary<string, MountPoint>(StringComparer.Ordinal);
        foreach (var text in host.VolumesFrom ?? [])
        {
            if (text.Length == 0)
                throw new GantryException(ErrorKind.Invalid, "volumes-from specification cannot be an empty string");
            var parts = text.Split(':', 2);
            var writable = Writable(parts.Length == 2 ? parts[1] : "rw");
            foreach (var mount in Find(table, parts[0]).Mounts.Where(m => m.Type is not ("tmpfs" or "image")))
                mounts[mount.Destination] = mount with { RW = mount.RW && writable, Mode = parts.Length == 2 ? parts[1] : "", NoCopy = true };
        }

        return [.. mounts.Values];
    }

    private static bool Writable(string mode)
    {
        var writable = true;
        foreach (var option in mode.Split(','))
        {
            if (option is "ro" or "rw")
                writable = option == "rw";
            else if (option is not ("z" or "Z"))
                throw new GantryException(ErrorKind.Invalid, $"invalid mode: {mode}");
        }

        return writable;
    }

    private static Container Find(ContainerTable table, string reference)
    {
        try
        {
            return table.Find(reference).Current;
        }
        catch (GantryException e)
        {
            // Not "not found": a client would take that for the image and pull it.
            throw new GantryException(ErrorKind.Invalid, e.Message, e);
        }
    }
}
