using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Launch;

/// <summary>Launches a process as a child of this one, which must be quiet: no other managed thread may work while it clones.
/// <code>
///  launcher                         child
///     │ steps before                  ·
///     │ clone3 ──────────────────────►│
///     │◄───────────────── a point ────│  steps
///     │ the companion's part          │
///     │── go on ─────────────────────►│
///     │◄──── ready, or end of report ─│  waits at its gate, or has become its program
/// </code></summary>
internal static unsafe class DirectLauncher
{
    private const int SIGCHLD = 17;

    /// <summary>Launches a plan; returns when the child waits at its gate or runs its program.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="gate">The pipe at which the child waits; -1 for none.</param>
    /// <param name="console">The socket that gets the terminal; -1 for none.</param>
    /// <param name="companion">Who answers the child.</param>
    /// <exception cref="LaunchException">A step failed; the child is gone.</exception>
    public static LaunchedProcess Launch(LaunchPlan plan, int gate, int console, ILaunchCompanion companion)
    {
        Kernel.Bind();
        var header = PlanMemory.Place(PlanWriter.Write(plan, static (ref PlanHeader _, PlanWriter _) => { }).Span);
        var steps = (StepRecord*)((byte*)header + header->Steps);
        var registers = (long*)NativeMemory.AllocZeroed(Register.Count * sizeof(long));
        var scratch = (byte*)NativeMemory.AllocZeroed(Interpreter.ScratchSize);
        int* report = stackalloc int[2];
        int* talk = stackalloc int[2];
        if (Kernel.Call(SystemCall.pipe2, (nint)report, OpenFlags.O_CLOEXEC) < 0 || Kernel.Call(SystemCall.socketpair, 1, 1 | OpenFlags.O_CLOEXEC, 0, (nint)talk) < 0)
            throw new LaunchException(LaunchFault.Other, "cannot make the pipes of the launch");
        registers[Register.Report.Index] = report[1];
        registers[Register.Parent.Index] = talk[1];
        registers[Register.Console.Index] = console;
        registers[Register.Gate.Index] = gate;
        using var said = new HookOutput();
        registers[Register.HookOutput.Index] = HookSteps.Outputs(said.Standard, said.Error);

        var home = PidNamespace();
        var failed = Interpreter.Run(steps, 0, header->BeforeCount, registers, scratch, out var errno);
        if (failed >= 0)
            throw plan.Explain(failed, errno);
        var process = Clone(plan, header, steps, registers, scratch, report, talk);
        Return(home);
        Kernel.Call(SystemCall.close, report[1]);
        Kernel.Call(SystemCall.close, talk[1]);
        try
        {
            Accompany(plan, process, report[0], talk[0], companion);
            return process;
        }
        catch (LaunchException e) when (HookSteps.HasEnded(e.Errno))
        {
            process.Kill();
            process.Wait();
            throw new LaunchException(e.Fault, e.Message + said, e.Errno);
        }
        catch
        {
            process.Kill();
            process.Wait();
            throw;
        }
        finally
        {
            Kernel.Call(SystemCall.close, report[0]);
            Kernel.Call(SystemCall.close, talk[0]);
        }
    }

    private static LaunchedProcess Clone(LaunchPlan plan, PlanHeader* header, StepRecord* steps, long* registers, byte* scratch, int* report, int* talk)
    {
        var pidfd = -1;
        var clone = new CloneArguments { Flags = CloneArguments.CLONE_PIDFD | header->CloneFlags, PidFd = (ulong)&pidfd, ExitSignal = SIGCHLD };
        if (header->CgroupRegister >= 0)
        {
            clone.Flags |= CloneArguments.CLONE_INTO_CGROUP;
            clone.Cgroup = (ulong)registers[header->CgroupRegister];
        }

        var pid = (int)Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid == 0)
            Child(header, steps, registers, scratch, report[1]);
        return pid < 0 ? throw plan.Explain(-1, -pid) : new LaunchedProcess(pid, pidfd);
    }

    private static nint PidNamespace()
    {
        fixed (byte* path = "/proc/self/ns/pid\0"u8)
            return Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
    }

    /// <summary>A process whose children belong to another pid namespace can have no new threads (setns(2)).</summary>
    private static void Return(nint space)
    {
        const int CLONE_NEWPID = 0x20000000;
        Kernel.Call(SystemCall.setns, space, CLONE_NEWPID);
        Kernel.Call(SystemCall.close, space);
    }

    /// <summary>The child: performs the plan, and where it fails says which step and why. Nothing here may allocate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Child(PlanHeader* header, StepRecord* steps, long* registers, byte* scratch, int report)
    {
        var failed = Interpreter.Run(steps, header->BeforeCount, header->ChildCount, registers, scratch, out var errno);
        var fault = ((long)failed << 32) | (uint)errno;
        Kernel.Retry(SystemCall.write, report, (nint)(&fault), sizeof(long));
        Kernel.Call(SystemCall.exit_group, 1);
    }

    private static void Accompany(LaunchPlan plan, LaunchedProcess process, int report, int talk, ILaunchCompanion companion)
    {
        long message;
        while (Kernel.Retry(SystemCall.read, report, (nint)(&message), sizeof(long)) == sizeof(long))
        {
            var (step, value) = ((int)(message >> 32), (int)message);
            if (step >= 0)
                throw plan.Explain(step, value);
            switch ((LaunchPoint)(-step))
            {
                case LaunchPoint.Ready:
                    return;
                case LaunchPoint.Moved:
                    process.MovedTo(value);
                    break;
                case LaunchPoint.Source:
                    Descriptors.Send(talk, companion.Meet(LaunchPoint.Source, value, process));
                    break;
                case var point:
                    companion.Meet(point, value, process);
                    byte go = 1;
                    Kernel.Retry(SystemCall.write, talk, (nint)(&go), 1);
                    break;
            }
        }
    }
}
