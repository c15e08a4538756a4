using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Linux.Files;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Cli.Daemon;

/// <summary>The service manager the daemon may have been started by, systemd: it hands over sockets that listen already (sd_listen_fds(3)), and
/// hears how far the daemon is (sd_notify(3)).</summary>
internal static class ServiceManager
{
    private const string Scheme = "fd://";
    private const int First = 3;

    /// <summary>Addresses with the sockets that were handed over in the place of <c>fd://</c>: all of them, or the one of a number.</summary>
    /// <exception cref="CliException">There are none, or not this one; the text is Docker's.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> hosts) =>
        [.. hosts.SelectMany(host => host.StartsWith(Scheme, StringComparison.Ordinal) ? Sockets(host[Scheme.Length..]) : [host])];

    /// <summary>The daemon answers from now on.</summary>
    public static void Ready() => Tell("READY=1");

    /// <summary>The daemon is about to end.</summary>
    public static void Stopping() => Tell("STOPPING=1");

    /// <summary>Whether standard error leads into the journal: the stream that systemd names by device and inode (<c>$JOURNAL_STREAM</c>, systemd.exec(5))
    /// is still it.</summary>
    public static bool HasJournal()
    {
        using var error = new SafeFileHandle(2, ownsHandle: false);
        return At.TryStatus(error, "", out _) is { } status && Environment.GetEnvironmentVariable("JOURNAL_STREAM") == $"{status.Device.Packed}:{status.Inode}";
    }

    private static IEnumerable<string> Sockets(string which)
    {
        var count = Count();
        if (count == 0)
            throw Failed("no sockets found via socket activation: make sure the service was started by systemd");
        if (which is "" or "*")
            return Enumerable.Range(First, count).Select(Handed).ToArray();
        if (!int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw Failed($"failed to parse systemd fd address: should be a number: {which}");
        return number >= First && number < First + count ? [Handed(number)] : throw Failed("too few socket activated files passed in by systemd");
    }

    /// <summary>How many sockets were handed to this process; what it starts does not get them.</summary>
    private static int Count() =>
        Environment.GetEnvironmentVariable("LISTEN_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
        && int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    private static string Handed(int descriptor)
    {
        Descriptors.KeepFromChildren(descriptor);
        return Scheme + descriptor.ToString(CultureInfo.InvariantCulture);
    }

    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 0 } address)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
        }
        catch (SocketException)
        {
            // Nobody listens: it is the service manager's loss, and no reason to end.
        }
    }

    private static CliException Failed(string why) => new($"failed to load listeners: {why}");
}
