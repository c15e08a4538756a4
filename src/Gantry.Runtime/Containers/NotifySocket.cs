using System.Globalization;
using System.Net.Sockets;
using System.Text;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;

namespace Gantry.Runtime.Containers;

/// <summary>
/// Stands between a container and the service manager that started this command (sd_notify(3)): the manager's socket is not the container's to write to, so the
/// container gets one of its own, of whose messages only that it is ready is handed on.
/// <code>
/// program ── /run/notify/notify.sock ─► this ── NOTIFY_SOCKET ─► the manager: READY=1, MAINPID=…, BARRIER=1
/// </code></summary>
public sealed unsafe class NotifySocket : IDisposable
{
    private const string Variable = "NOTIFY_SOCKET";
    private const string Place = "/run/notify";
    private const string Name = "notify.sock";
    private const string Ready = "READY=";
    private const int LongestMessage = 4096;
    private const int AnyoneMayWrite = 0x1ff; // rwxrwxrwx

    /// <summary>How long the manager may take to say that it has read everything; one that knows no barrier never says so.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket socket;
    private readonly string manager;
    private readonly Action<string> warn;

    private NotifySocket(Socket socket, string manager, Action<string> warn)
    {
        this.socket = socket;
        this.manager = manager;
        this.warn = warn;
    }

    /// <summary>The descriptor that can be read when the container has said something.</summary>
    internal int Descriptor => (int)socket.SafeHandle.DangerousGetHandle();

    /// <summary>The document of a container that may say it is ready, where a manager wants to hear of it.</summary>
    /// <param name="spec">The document.</param>
    /// <param name="directory">The container's directory; the socket's is made in it.</param>
    internal static RuntimeSpec Announce(RuntimeSpec spec, string directory)
    {
        if (Manager() is null)
            return spec;
        var source = Path.Combine(directory, "notify");
        Directory.CreateDirectory(source, (UnixFileMode)0x1ed); // rwxr-xr-x
        return spec with
        {
            Mounts = [.. spec.Mounts ?? [], new Mount { Destination = Place, Source = source, Options = ["bind", "nosuid", "noexec", "nodev", "ro"] }],
            Process = spec.Process! with { Env = [.. spec.Process.Env ?? [], $"{Variable}={Place}/{Name}"] },
        };
    }

    /// <summary>Opens a container's socket, before its program runs; null when no manager wants to hear of it, or when none did when it was made.</summary>
    internal static NotifySocket? Open(string directory, Action<string> warn)
    {
        var place = Path.Combine(directory, "notify");
        if (Manager() is not { } manager || !Directory.Exists(place))
            return null;

        // Through its directory's descriptor the path is short wherever the socket lies.
        using var parent = DirectoryHandle.Open(place);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            var near = $"/proc/self/fd/{parent.DangerousGetHandle()}/{Name}";
            socket.Bind(new UnixDomainSocketEndPoint(near));
            File.SetUnixFileMode(near, (UnixFileMode)AnyoneMayWrite);
            return new NotifySocket(socket, manager, warn);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the container is ready and tells the manager, or until its first process has ended.</summary>
    /// <param name="process">Descriptor of the first process.</param>
    /// <param name="main">The process that the manager is to look after.</param>
    internal void Relay(int process, int main)
    {
        long* polled = stackalloc long[2];
        do
        {
            // struct pollfd: descriptor, wanted and returned events.
            polled[0] = (uint)Descriptor | (1L << 32);
            polled[1] = (uint)process | (1L << 32);
            Kernel.Retry(SystemCall.poll, (nint)polled, 2, -1);
            if (polled[0] >> 48 != 0 && Take(main))
                return;
        }
        while (polled[1] >> 48 == 0);
    }

    /// <summary>Takes a message; true when it said that the container is ready, and the manager was told.</summary>
    internal bool Take(int main)
    {
        var buffer = new byte[LongestMessage];
        var text = Encoding.UTF8.GetString(buffer.AsSpan(0, socket.Receive(buffer)));
        if (text.Split('\n').FirstOrDefault(l => l.StartsWith(Ready, StringComparison.Ordinal)) is not { } ready)
            return false;
        Tell(ready, main);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void Tell(string ready, int main)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        // A name in the abstract space is written with an @ in the environment.
        client.Connect(new UnixDomainSocketEndPoint(manager.StartsWith('@') ? "\0" + manager[1..] : manager));
        client.Send(Encoding.UTF8.GetBytes(ready + "\n"));
        client.Send(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"MAINPID={main}\n")));
        if (!IsRead((int)client.SafeHandle.DangerousGetHandle()))
            warn("Timeout after waiting 30s for barrier. Ignored.");
    }

    /// <summary>Gives the manager one end of a pipe; it closes it when it has read all that came before (sd_notify_barrier(3)). It must know who
    /// we are while it reads, so we may not end earlier.</summary>
    private static bool IsRead(int client)
    {
        int* pipe = stackalloc int[2];
        if (Kernel.Call(SystemCall.pipe2, (nint)pipe, OpenFlags.O_CLOEXEC) < 0)
            return true;
        fixed (byte* barrier = "BARRIER=1"u8)
            Descriptors.Send(client, pipe[1], barrier, 9);
        Kernel.Call(SystemCall.close, pipe[1]);
        long polled = (uint)pipe[0] | (1L << 32);
        var ended = Kernel.Retry(SystemCall.poll, (nint)(&polled), 1, (nint)Patience.TotalMilliseconds) != 0;
        Kernel.Call(SystemCall.close, pipe[0]);
        return ended;
    }

    private static string? Manager() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } manager ? manager : null;
}
