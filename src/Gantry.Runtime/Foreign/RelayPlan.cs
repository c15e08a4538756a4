using System.Collections;

using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;
using Gantry.Runtime.Shim;

namespace Gantry.Runtime.Foreign;

/// <summary>The plan by which the shim has another runtime make its process. The shim's child is a relay, which calls the runtime and goes; what the
/// runtime made is then the shim's child.
/// <code>
/// shim ── relay, in a mount namespace with the container's root ── RUNTIME create, start
///   └──── the process, once relay and runtime have ended
/// </code></summary>
internal static class RelayPlan
{
    /// <summary>Descriptor on which the relay reports.</summary>
    public const int ReportDescriptor = 3;

    /// <summary>Descriptor to which the relay hands the terminal.</summary>
    public const int ConsoleDescriptor = 4;

    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int CLOSE_RANGE_CLOEXEC = 4;
    private const int Apart = 100;

    public static LaunchPlan Of(ShimRequest request, ForeignLaunch launch)
    {
        var before = new StepList();
        var child = new StepList();
        before.Call("prctl", SystemCall.prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        child.Add(Operation.DefaultSignals);
        child.Call("setsid", SystemCall.setsid);
        var makesRoot = request.ExecInto is null;
        if (makesRoot)
        {
            var own = new LinuxConfig { Namespaces = [new LinuxNamespace { Type = "mount" }] };
            RootSteps.Open(child, request.Spec.Root!.Path, request.Rootfs, own);
        }

        Streams(child, request.Spec.Process!.Terminal);
        child.Call("close_range", SystemCall.close_range, ConsoleDescriptor + 1, uint.MaxValue, CLOSE_RANGE_CLOEXEC);
        child.Call($"chdir {request.Directory}", SystemCall.chdir, request.Directory);
        launch.Write(request, before.Steps.Count + child.Steps.Count);
        child.Add(new LaunchStep
        {
            Operation = (Operation)SystemCall.execve,
            Arguments = [request.Executable.Path, Argument.Texts(["gantry", "relay"]), Argument.Texts([.. Environment()])],
            Failure = errno => Explain(launch, request, errno),
        });
        return new LaunchPlan { Before = before.Steps, Child = child.Steps, Namespaces = makesRoot ? NamespaceFlags.Mount : 0 };
    }

    /// <summary>The relay and the runtime have the process's streams as their own; with a terminal they have none.</summary>
    private static void Streams(StepList child, bool hasTerminal)
    {
        // Away from the numbers that are given out below.
        var report = child.Get("fcntl", SystemCall.fcntl, Register.Report, F_DUPFD_CLOEXEC, Apart);
        if (hasTerminal)
        {
            var console = child.Get("fcntl", SystemCall.fcntl, Register.Console, F_DUPFD_CLOEXEC, Apart);
            var nothing = child.Get("open /dev/null", SystemCall.openat, OpenFlags.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC);
            for (var stream = 0; stream < 3; stream++)
                child.Call("dup3", SystemCall.dup3, nothing, stream, 0);
            child.Call("dup3", SystemCall.dup3, console, ConsoleDescriptor, 0);
        }
        else
        {
            child.Call("dup3", SystemCall.dup3, Register.Input, 0, 0);
            child.Call("dup3", SystemCall.dup3, Register.Output, 1, 0);
            child.Call("dup3", SystemCall.dup3, Register.Error, 2, 0);
        }

        child.Call("dup3", SystemCall.dup3, report, ReportDescriptor, 0);
    }

    /// <summary>The daemon's own environment: a runtime may be steered by it. The service manager is the daemon's to talk to.</summary>
    private static IEnumerable<string> Environment() => global::System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(v => (string)v.Key is not ("NOTIFY_SOCKET" or "LISTEN_FDS" or "LISTEN_PID" or "LISTEN_FDNAMES")).Select(v => $"{v.Key}={v.Value}");

    private static LaunchException Explain(ForeignLaunch launch, ShimRequest request, int errno)
    {
        var said = RuntimeLog.LastError(Path.Combine(request.Directory, ForeignLaunch.LogName)) ?? $"{launch.Runtime.Program}: {Errno.Text(errno)}";
        var fault = said.Contains("executable file not found", StringComparison.Ordinal) || said.Contains("No such file or directory", StringComparison.OrdinalIgnoreCase)
            ? LaunchFault.ExecutableNotFound
            : said.Contains("permission denied", StringComparison.OrdinalIgnoreCase) ? LaunchFault.NotExecutable : LaunchFault.Other;
        return new LaunchException(fault, said, errno) { IsForeign = true };
    }
}
