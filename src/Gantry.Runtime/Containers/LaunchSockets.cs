using System.Globalization;

using Gantry.Linux.Sockets;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;
using Gantry.Runtime.Launch;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Containers;

/// <summary>What a launch hands over to others or takes from whoever runs it: the terminal, a descriptor of the process, its number, inherited descriptors.</summary>
internal sealed unsafe class LaunchSockets : IDisposable
{
    private const int FirstDescriptor = 3;

    private readonly LaunchOptions options;
    private readonly int listening;
    private SafeFileHandle? console;
    private SafeFileHandle? receiver;

    private LaunchSockets(LaunchOptions options, int listening)
    {
        this.options = options;
        this.listening = listening;
    }

    /// <summary>The socket that gets the terminal; -1: there is none.</summary>
    public int ChildConsole => console is null ? -1 : (int)console.DangerousGetHandle();

    /// <summary>The terminal's controlling end, where this process attends to it.</summary>
    public SafeFileHandle? Master { get; private set; }

    /// <summary>Descriptors from 3 on that are handed on.</summary>
    public int Preserved => listening + options.PreservedDescriptors;

    /// <summary>Opens what the launch needs.</summary>
    /// <exception cref="GantryException">The options contradict the process, or somebody does not listen.</exception>
    public static LaunchSockets Prepare(Process process, LaunchOptions options)
    {
        if (options.Detaches && process.Terminal && options.ConsoleSocket is null)
            throw new GantryException(ErrorKind.Invalid, "cannot allocate tty if runc will detach without setting console socket");
        if ((!options.Detaches || !process.Terminal) && options.ConsoleSocket is not null)
            throw new GantryException(ErrorKind.Invalid, "cannot use console socket if runc will not detach or allocate tty");
        var sockets = new LaunchSockets(options, Listening());
        for (var number = 0; number < options.PreservedDescriptors; number++)
        {
            if (Kernel.Call(SystemCall.fcntl, FirstDescriptor + sockets.listening + number, 1) < 0)
                throw new GantryException(ErrorKind.Invalid, $"unable to stat preserved-fd {FirstDescriptor + sockets.listening + number} (of {options.PreservedDescriptors}): no such file or directory");
        }

        if (!process.Terminal)
            return sockets;
        if (options.ConsoleSocket is { } path)
        {
            sockets.console = UnixStream.Connect(path);
            return sockets;
        }

        int* pair = stackalloc int[2];
        if (Kernel.Call(SystemCall.socketpair, 1, 1 | OpenFlags.O_CLOEXEC, 0, (nint)pair) < 0)
            throw new GantryException(ErrorKind.Internal, "cannot make a socket for the terminal");
        sockets.receiver = new SafeFileHandle(pair[0], ownsHandle: true);
        sockets.console = new SafeFileHandle(pair[1], ownsHandle: true);
        return sockets;
    }

    /// <summary>Tells a process of the sockets it inherits (sd_listen_fds(3)).</summary>
    public Process Announce(Process process) =>
        listening == 0 ? process : process with { Env = [.. process.Env ?? [], $"LISTEN_FDS={listening}", "LISTEN_PID=1"] };

    /// <summary>Hands everything over, the process being there.</summary>
    public void Finish(int pid, int pidfd)
    {
        if (receiver is not null)
        {
            var master = (int)Descriptors.Receive((int)receiver.DangerousGetHandle());
            Master = master < 0 ? throw new KernelException("recvmsg", "terminal", -master) : new SafeFileHandle(master, ownsHandle: true);
        }

        console?.Dispose();
        if (options.PidfdSocket is { } socket)
            DescriptorGift.Send(socket, pidfd, "pidfd");
        if (options.PidFile is { } path)
            WriteNumber(path, pid);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Master?.Dispose();
        receiver?.Dispose();
        console?.Dispose();
    }

    private static int Listening() =>
        int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && (Environment.GetEnvironmentVariable("LISTEN_PID") is not { } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) ? count : 0;

    /// <summary>Whoever waits for the file sees the whole number.</summary>
    private static void WriteNumber(string path, int pid)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, "." + Path.GetFileName(path));
        try
        {
            File.WriteAllText(temporary, pid.ToString(CultureInfo.InvariantCulture));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GantryException(ErrorKind.Invalid, $"open {temporary}: {(e is DirectoryNotFoundException ? "no such file or directory" : e is UnauthorizedAccessException ? "permission denied" : e.Message)}", e);
        }
    }
}
