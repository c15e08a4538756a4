using System.Net.Sockets;

using Gantry.Linux.Files;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;

namespace Gantry.Api.Hosting;

/// <summary>The file of a unix socket: who may use it, and what to do with one that is there already.</summary>
internal static class UnixSocketFile
{
    private const uint OwnerAndGroup = 0x1B0; // 0660

    /// <summary>Removes a socket nobody listens on and makes the directory.</summary>
    /// <exception cref="GantryException">Conflict: somebody listens, or the file is no socket.</exception>
    public static void Prepare(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path))
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new GantryException(ErrorKind.Conflict, $"can't create unix socket {path}: {e.Message}", e);
        }
        throw new GantryException(ErrorKind.Conflict, $"can't create unix socket {path}: another daemon listens on it");
    }

    /// <summary>Opens the socket to root and <paramref name="group"/>, if there is such a group.</summary>
    public static void Secure(string path, string group)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        At.ChangePermissions(directory, Path.GetFileName(path), OwnerAndGroup);
        if (FindGroup(group) is { } id) At.ChangeOwner(directory, Path.GetFileName(path), 0, id);
    }

    // Connecting to a plain file is refused too, and such a file is not ours to remove.
    private static bool IsSocket(string path)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        return At.TryStatus(directory, Path.GetFileName(path), out _) is { Kind: FileKind.Socket };
    }

    private static uint? FindGroup(string name)
    {
        foreach (var line in File.ReadLines("/etc/group"))
        {
            var fields = line.Split(':');
            if (fields.Length >= 3 && fields[0] == name && uint.TryParse(fields[2], out var id)) return id;
        }
        return null;
    }
}
