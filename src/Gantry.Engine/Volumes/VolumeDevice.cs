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
        var (type, device) = (volume.Options!["type"], volume.Options["device"]);
        var options = MountOptions.Parse(Addressed(volume, type, device, volume.Options.GetValueOrDefault("o") ?? ""));
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

    /// <summary>The options with the server's address as a number. Of the kinds of network file systems Docker knows these two.</summary>
    private static IEnumerable<string> Addressed(Volume volume, string type, string device, string options)
    {
        var words = options.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (type is not ("nfs" or "cifs"))
            return words;
        var at = Array.FindIndex(words, w => w.StartsWith("addr=", StringComparison.Ordinal));
        if (at >= 0 && words[at] is ['a', 'd', 'd', 'r', '=', .. { Length: > 0 } name])
            words[at] = "addr=" + Number(volume, name);
        else if (at < 0 && type == "cifs" && device.StartsWith("//", StringComparison.Ordinal) && device[2..].Split('/', ':')[0] is { Length: > 0 } server)
            words = ["addr=" + Number(volume, server), .. words];
        return words;
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
            throw Failed(volume, $"error resolving passed in network volume address: lookup {name}: {(e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? "no such host" : e.Message.ToLowerInvariant())}", e);
        }
    }

    private static string WithoutPassword(string data) =>
        string.Join(',', data.Split(',').Select(w => w.StartsWith("password=", StringComparison.Ordinal) ? "password=********" : w));

    private static GantryException Failed(Volume volume, string why, Exception cause) =>
        new(ErrorKind.Internal, $"error while mounting volume '{volume.Mountpoint}': {why}", cause);
}
