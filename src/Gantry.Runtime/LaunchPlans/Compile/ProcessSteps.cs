using System.Globalization;
using System.Text;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>What belongs to the process itself: streams, limits, directory, program.</summary>
internal static class ProcessSteps
{
    private const int TIOCSCTTY = 0x540e;
    private const int KEYCTL_JOIN_SESSION_KEYRING = 1;

    private static readonly string[] Resources =
        ["CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"];

    /// <summary>Standard streams: the terminal for all three, the pipes, or those of the launcher; a missing input is the null device.</summary>
    public static void Streams(StepList steps, Register? terminal, uint user, PlanStreams streams)
    {
        if (terminal is { } tty)
        {
            for (var stream = 0; stream < 3; stream++)
                steps.Call("dup3", SystemCall.dup3, tty, stream, 0);
            steps.Call("set the controlling terminal", SystemCall.ioctl, 0, TIOCSCTTY, 0);
        }
        else if (streams != PlanStreams.Inherited)
        {
            steps.Call("dup3", SystemCall.dup3, Register.Input, 0, 0);
            if (streams == PlanStreams.OutputPipes)
                NoInput(steps);
            steps.Call("dup3", SystemCall.dup3, Register.Output, 1, 0);
            steps.Call("dup3", SystemCall.dup3, Register.Error, 2, 0);
        }

        if (user == 0)
            return;
        for (var stream = 0; stream < 3; stream++)
            steps.Add(new LaunchStep { Operation = Operation.GiveStream, Arguments = [stream, user], Tolerated = LaunchStep.AnyError });
    }

    /// <summary>Streams that are the host's null device become the container's own, so that whoever is given them is not given the host's.</summary>
    public static void ReopenNull(StepList steps)
    {
        for (var stream = 0; stream < 3; stream++)
            steps.Add(new LaunchStep { Operation = Operation.ReopenNull, Arguments = [stream], Tolerated = LaunchStep.AnyError });
    }

    /// <summary>Scheduling policy and I/O priority.</summary>
    public static void Scheduling(StepList steps, Process process, string? processors)
    {
        if (process.Scheduler is { } scheduler)
        {
            steps.Add(new LaunchStep
            {
                Operation = (Operation)SystemCall.sched_setattr,
                Arguments = [0, SchedulerAttributes.Of(scheduler), 0],
                Failure = errno => new LaunchException(LaunchFault.Other, $"error setting scheduler: {Errno.Text(errno)}"
                    + (errno == Errno.EPERM && processors is { Length: > 0 } ? "; process scheduler can't be used together with AllowedCPUs" : ""), errno),
            });
        }

        if (process.IoPriority is { } priority)
            steps.Call("failed to set io priority", SystemCall.ioprio_set, 1, 0, IoPriority(priority));
    }

    /// <summary>The processors a process may run on.</summary>
    public static void Affinity(StepList steps, string? processors)
    {
        if (processors is not { Length: > 0 })
            return;
        var mask = ProcessorList.Mask(processors);
        steps.Call("error setting CPU affinity", SystemCall.sched_setaffinity, 0, mask.Length, mask);
    }

    /// <summary>All processors its group may use: a restriction of whoever runs the runtime is not the container's.</summary>
    public static void AllProcessors(StepList steps)
    {
        var mask = ProcessorList.All;
        steps.Try(SystemCall.sched_setaffinity, 0, mask.Length, mask);
    }

    /// <summary>The execution domain (personality(2)).</summary>
    public static void Personality(StepList steps, LinuxPersonality? personality)
    {
        if (personality is null)
            return;
        var domain = personality.Domain switch
        {
            "LINUX" => 0,
            "LINUX32" => 8,
            _ => throw new GantryException(ErrorKind.Invalid, $"invalid personality domain {personality.Domain}"),
        };
        steps.Call("failed to set the personality", SystemCall.personality, domain);
    }

    /// <summary>Class in the upper three bits of sixteen (ioprio_set(2)).</summary>
    private static int IoPriority(LinuxIOPriority priority) => priority.Priority | (priority.Class switch
    {
        "IOPRIO_CLASS_RT" => 1,
        "IOPRIO_CLASS_BE" => 2,
        "IOPRIO_CLASS_IDLE" => 3,
        _ => throw new GantryException(ErrorKind.Invalid, $"invalid ioPriority.Class: \"{priority.Class}\""),
    } << 13);

    /// <summary>The null device of the container itself, where it has one, instead of the host's.</summary>
    private static void NoInput(StepList steps)
    {
        var nothing = steps.NewRegister();
        steps.Add(new LaunchStep
        {
            Operation = (Operation)SystemCall.openat,
            Arguments = [OpenFlags.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC],
            Result = nothing,
            Tolerated = LaunchStep.AnyError,
            Skip = 1,
        });
        steps.Call("dup3", SystemCall.dup3, nothing, 0, 0);
    }

    public static void OutOfMemory(StepList steps, Process process)
    {
        if (process.OomScoreAdj is { } score)
            steps.Write("write oom_score_adj", "/proc/self/oom_score_adj", score.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A session keyring of its own keeps the host's keys out of reach; kernels without keyrings have none to protect.</summary>
    public static void Keyring(StepList steps, string name) => steps.Try(SystemCall.keyctl, KEYCTL_JOIN_SESSION_KEYRING, "_ses." + name);

    public static void Limits(StepList steps, Process process)
    {
        foreach (var (number, soft, hard) in Known(process))
            Limit(steps, number, soft, hard);
    }

    /// <summary>Raises the highest values to those that will be set: inside a user namespace nobody may.</summary>
    public static void RaiseLimits(StepList steps, Process process)
    {
        foreach (var (number, _, hard) in Known(process))
        {
            var (present, most) = ResourceLimit.Of(number);
            if (hard > most)
                Limit(steps, number, present, hard);
        }
    }

    private static IEnumerable<(int Number, ulong Soft, ulong Hard)> Known(Process process)
    {
        foreach (var limit in process.Rlimits ?? [])
        {
            var number = Array.IndexOf(Resources, limit.Type.Replace("RLIMIT_", "", StringComparison.Ordinal));
            yield return number >= 0 ? (number, limit.Soft, limit.Hard) : throw new GantryException(ErrorKind.Invalid, $"wrong rlimit value: {limit.Type}");
        }
    }

    private static void Limit(StepList steps, int number, ulong soft, ulong hard)
    {
        var value = new byte[16];
        BitConverter.TryWriteBytes(value.AsSpan(0), soft);
        BitConverter.TryWriteBytes(value.AsSpan(8), hard);
        steps.Call($"error setting rlimits for ready process: error setting rlimit type {number}", SystemCall.prlimit64, 0, number, value, 0);
    }

    /// <summary>Enters the working directory with all rights; the register tells whether that went well.</summary>
    public static Register EnterDirectory(StepList steps, string path)
    {
        // The launcher's own steps have used the same cells: this one is emptied first.
        var entered = steps.Get("chdir /", SystemCall.chdir, "/");
        steps.Add(new LaunchStep { Operation = (Operation)SystemCall.chdir, Arguments = [path], Tolerated = LaunchStep.AnyError, Skip = 1 });
        steps.Add(new LaunchStep { Operation = (Operation)SystemCall.getpid, Arguments = [], Result = entered });
        return entered;
    }

    /// <summary>What root may not enter the user perhaps may: a directory on a network file system. And it must be inside the root: a descriptor of the host that
    /// was left open could lead outside.</summary>
    public static void Directory(StepList steps, string path, Register entered)
    {
        steps.Add(new LaunchStep
        {
            Operation = Operation.EnterUnless,
            Arguments = [entered, path],
            Failure = errno => new LaunchException(LaunchFault.WorkingDirectory, $"chdir to cwd (\"{path}\") set in config.json failed: {Errno.Text(errno)}", errno),
        });
        steps.Add(new LaunchStep
        {
            Operation = Operation.CheckDirectory,
            Arguments = [],
            Failure = errno => new LaunchException(LaunchFault.WorkingDirectory, "current working directory is outside of container mount namespace root -- possible container breakout detected", errno),
        });
    }

    /// <summary>The program, looked for in the environment's PATH unless its name has a slash.</summary>
    public static Register Find(StepList steps, Process process)
    {
        var name = process.Args is { Count: > 0 } ? process.Args[0] : throw new GantryException(ErrorKind.Invalid, "process.args must not be empty");
        var direct = name.Contains('/', StringComparison.Ordinal);
        IReadOnlyList<string> candidates = direct ? [name] : [.. SearchPath(process.Env ?? []).Select(d => (d.Length == 0 ? "." : d.TrimEnd('/')) + "/" + name)];
        var program = steps.NewRegister();
        steps.Add(new LaunchStep
        {
            Operation = Operation.Find,
            Arguments = [Argument.Texts(candidates)],
            Result = program,
            Failure = errno => NotFound(name, direct, errno),
        });
        return program;
    }

    /// <summary>Hands the process over to its program.</summary>
    public static void Execute(StepList steps, Process process, Register program) =>
        steps.Add(Operation.Execute, program, Argument.Texts(process.Args!), Argument.Texts(process.Env ?? []), Messages);

    private static LaunchException NotFound(string name, bool direct, int errno) => (direct, errno) switch
    {
        (false, _) => new LaunchException(LaunchFault.ExecutableNotFound, $"exec: \"{name}\": executable file not found in $PATH", errno),
        (_, Errno.EISDIR) => new LaunchException(LaunchFault.NotExecutable, $"exec: \"{name}\": is a directory", errno),
        (_, Errno.EACCES) => new LaunchException(LaunchFault.NotExecutable, $"exec: \"{name}\": permission denied", errno),
        _ => new LaunchException(LaunchFault.ExecutableNotFound, $"exec: \"{name}\": stat {name}: {Errno.Text(errno)}", errno),
    };

    /// <summary>What the child says when execve fails: number, text, zero.</summary>
    private static readonly byte[] Messages = Encoding.UTF8.GetBytes(string.Concat(
        new[]
        {
            Errno.EPERM, Errno.ENOENT, Errno.EIO, Errno.E2BIG, Errno.ENOEXEC, Errno.ENOMEM, Errno.EACCES, Errno.ENOTDIR, Errno.EISDIR, Errno.EINVAL, Errno.ETXTBSY,
            Errno.ENAMETOOLONG, Errno.ELOOP,
        }.Select(number => $"{(char)number}{Errno.Text(number)}\0")) + "\0");

    private static string[] SearchPath(IReadOnlyList<string> environment) =>
        environment.LastOrDefault(e => e.StartsWith("PATH=", StringComparison.Ordinal)) is { } path ? path[5..].Split(':') : [];
}
