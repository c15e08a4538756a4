using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Foreign;

/// <summary><c>gantry relay</c>: has another runtime make and start a process, tells the shim its id, and goes. Its directory is the process's, its
/// streams are the process's; descriptor 3 is the shim's report, 4 takes the terminal.</summary>
public static unsafe class RelayMain
{
    /// <summary>Runs the relay.</summary>
    /// <returns>0, or 1 when the process was not started.</returns>
    public static int Run()
    {
        var order = JsonSerializer.Deserialize(File.ReadAllBytes(RelayOrder.Name), RelayJson.Default.RelayOrder)!;
        Close(RelayPlan.ReportDescriptor);
        var failure = Perform(order);
        var told = failure == 0
            ? ((long)-(int)LaunchPoint.Moved << 32) | (uint)int.Parse(File.ReadAllText(ForeignLaunch.PidName).Trim(), CultureInfo.InvariantCulture)
            : ((long)order.Step << 32) | (uint)failure;
        Kernel.Retry(SystemCall.write, RelayPlan.ReportDescriptor, (nint)(&told), sizeof(long));
        return failure == 0 ? 0 : 1;
    }

    private static int Perform(RelayOrder order)
    {
        using var console = order.HasTerminal ? Listen() : null;
        var failure = Call(order, order.Create);
        if (failure != 0)
            return failure;
        if (console is not null)
        {
            using var runtime = console.Accept();
            var terminal = (int)Descriptors.Receive((int)runtime.Handle);
            if (terminal < 0 || Descriptors.Send(RelayPlan.ConsoleDescriptor, terminal) < 0)
                failure = Errno.EIO;
        }

        if (failure == 0 && order.Start is { } start)
            failure = Call(order, start);
        if (failure != 0 && order.Delete is { } delete)
            _ = Call(order, delete);
        return failure;
    }

    /// <summary>Runs the runtime; 0, or an error number when it fails.</summary>
    private static int Call(RelayOrder order, IReadOnlyList<string> words)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(v => $"{v.Key}={v.Value}");
        try
        {
            var pid = Spawn.Start(Find(order.Program), [order.Program, .. words], [.. environment], 0, 1, 2);
            return Spawn.Wait(pid) == 0 ? 0 : Errno.EIO;
        }
        catch (KernelException e)
        {
            return e.Errno;
        }
    }

    private static string Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists) ?? program;

    private static Socket Listen()
    {
        File.Delete(ForeignLaunch.ConsoleName);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(ForeignLaunch.ConsoleName));
        socket.Listen(1);
        return socket;
    }

    /// <summary>Keeps a descriptor from the programs that are called.</summary>
    private static void Close(int descriptor)
    {
        const int F_SETFD = 2;
        const int FD_CLOEXEC = 1;
        Kernel.Call(SystemCall.fcntl, descriptor, F_SETFD, FD_CLOEXEC);
    }
}
