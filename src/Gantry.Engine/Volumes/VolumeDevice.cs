using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Volumes;

/// <summary>Mounts the device of a volume. Addresses of network file systems may be names: the kernel takes numbers only, so they are looked up
/// here at each mount.</summary>
internal static class VolumeDevice
{
    /// <summary>Mounts it on the volume's directory.</summary>
    /// <exception cref="GantryException">The kernel refused, or an address has no number; the text is Docker's.</exception>
    public static void Mount(Volume volume)
    {
        var type = volume.Options!["type"];
        var (device, words) = Addressed(volume, type);
        var options = MountOptions.Parse(words);
        try
        {
            HostMount.Mount(type, device, volume.Mountpoint, options);
        }
        catch (KernelException e)
        {
            var flags = (ulong)options.Flags;
            throw Failed(volume, $"failed to mount local volume: mount {device}:{volume.Mountpoint}{(flags == 0 ? "" : $", flags: 0x{flags:x}")}{(options.Data.Length == 0 ? "" : $", data: {WithoutPassword(options.Data)}")}: {e.Reason}", e);
        }
    }

    /// <summary>Device and options with the server's address as a number: of an option <c>addr=</c>, or else in the device of a Windows share.</summary>
    private static (string Device, IReadOnlyList<string> Options) Addressed(Volume volume, string type)
    {
        var device = volume.Options!["device"];
        var words = (volume.Options.GetValueOrDefault("o") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (type is not ("nfs" or "cifs"))
            return (device, words);
        var at = Array.FindIndex(words, w => w.StartsWith("addr=", StringComparison.Ordinal) && w.Length > 5);
        if (at >= 0)
            words[at] = "addr=" + Number(volume, words[at][5..]);
        else if (type == "cifs" && device.StartsWith("//", StringComparison.Ordinal) && device[2..].Split('/', 2) is [{ Length: > 0 } server, ..] parts)
            device = string.Join('/', ["//" + Number(volume, server), .. parts[1..]]);
        return (device, words);
    }

    private static string Number(Volume volume, string name)
    {
        if (IPAddress.TryParse(name, out _))
            return name;
        try
        {
            var found = Dns.GetHostAddresses(name);
            return (found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0]).ToString();
        }
        catch (SocketException e)
        {
            throw Failed(volume, $"error resolving passed in network volume address: lookup {name}{Server()}: {(e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? "no such host" : e.Message.ToLowerInvariant())}", e);
        }
    }

    /// <summary>The name server that was asked, as Docker's message has it.</summary>
    private static string Server() =>
        File.Exists("/etc/resolv.conf") && File.ReadLines("/etc/resolv.conf").Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(w => w is ["nameserver", ..]) is [_, var server, ..]
            ? $" on {(server.Contains(':', StringComparison.Ordinal) ? $"[{server}]" : server)}:53"
            : "";

    private static string WithoutPassword(string data) =>
        string.Join(',', data.Split(',').Select(w => w.StartsWith("password=", StringComparison.Ordinal) ? "password=********" : w));

    private static GantryException Failed(Volume volume, string why, Exception cause) =>
        new(ErrorKind.Internal, $"error while mounting volume '{volume.Mountpoint}': {why}", cause);
}
