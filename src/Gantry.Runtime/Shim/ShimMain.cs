using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.Launch;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Shim;

/// <summary><c>gantry shim</c>: clones and launches one process, carries its streams, writes its log, waits for its end. One thread, no managed
/// service beyond this file's few objects, and bare system calls only: it must be small, and quiet when it clones.</summary>
public static unsafe class ShimMain
{
    private const int PlanDescriptor = 3;
    private const int ControlDescriptor = 4;
    private const int FirstAttach = 5;

    /// <summary>Runs the shim; its descriptors come from the daemon: 3 the plan, 4 the control socket, 5 and on the attached clients.</summary>
    public static int Run(string[] args)
    {
        Kernel.Bind();
        IgnoreSignals();
        var plan = MapPlan();
        if (plan == null)
            return 2;
        fixed (byte* slash = "/\0"u8)
            Kernel.Call(SystemCall.chdir, (nint)slash);
        var streams = ShimStreams.Open(plan);
        var registers = (long*)NativeMemory.AllocZeroed(Register.Count * sizeof(long));
        var scratch = (byte*)NativeMemory.AllocZeroed(Interpreter.ScratchSize);
        int* report = stackalloc int[2];
        Kernel.Call(SystemCall.pipe2, (nint)report, OpenFlags.O_CLOEXEC);
        registers[Register.Report.Index] = report[1];
        registers[Register.Input.Index] = streams.ChildInput;
        registers[Register.Output.Index] = streams.ChildOutput;
        registers[Register.Error.Index] = streams.ChildError;
        registers[Register.Console.Index] = streams.ChildConsole;

        var steps = (StepRecord*)((byte*)plan + plan->Steps);
        var failed = Interpreter.Run(steps, 0, plan->BeforeCount, registers, scratch, out var errno);
        if (failed >= 0)
            return Fail(failed, errno);

        var pidfd = -1;
        var clone = new CloneArguments { Flags = CloneArguments.CLONE_PIDFD | plan->CloneFlags, PidFd = (ulong)&pidfd, ExitSignal = 17 };
        if (plan->CgroupRegister >= 0)
        {
            clone.Flags |= CloneArguments.CLONE_INTO_CGROUP;
            clone.Cgroup = (ulong)registers[plan->CgroupRegister];
        }

        var pid = (int)Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid == 0)
            Child(plan, steps, registers, scratch, report[1]);
        if (pid < 0)
            return Fail(-1, -pid);

        if (plan->CgroupRegister >= 0)
            Kernel.Call(SystemCall.close, (nint)registers[plan->CgroupRegister]);
        Kernel.Call(SystemCall.close, report[1]);
        streams.CloseChildEnds();
        long* told = stackalloc long[1];
        while (Kernel.Retry(SystemCall.read, report[0], (nint)told, sizeof(long)) == sizeof(long))
        {
            ShimLoop.Wait(pidfd);
            if (told[0] >> 32 != -(long)LaunchPoint.Moved)
                return Fail((int)(told[0] >> 32), (int)told[0]);
            Kernel.Call(SystemCall.close, pidfd);
            pid = (int)told[0];
            pidfd = (int)Kernel.Call(SystemCall.pidfd_open, pid, 0);
        }

        Kernel.Call(SystemCall.close, report[0]);
        if (plan->Options.HasFlag(PlanOptions.Terminal))
            streams.ReceiveTerminal();
        NativeMemory.Free(scratch);
        NativeMemory.Free(registers);
        var loop = new ShimLoop(plan, streams, pid, pidfd, ControlDescriptor, FirstAttach);

        // Of the executable's pages only the start needed most; the runtime's own second thread sleeps until there is something to finalise.
        // Measured: 4.4 MB of proportional memory before, 1.1 MB after.
        FilePages.Release(isAlone: true);
        return loop.Run();
    }

    /// <summary>The child: performs the plan, and where it fails says which step and why. Nothing here may allocate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Child(PlanHeader* plan, StepRecord* steps, long* registers, byte* scratch, int report)
    {
        var failed = Interpreter.Run(steps, plan->BeforeCount, plan->ChildCount, registers, scratch, out var errno);
        var fault = ((long)failed << 32) | (uint)errno;
        Kernel.Retry(SystemCall.write, report, (nint)(&fault), sizeof(long));
        Kernel.Call(SystemCall.exit_group, 1);
    }

    private static int Fail(int step, int errno)
    {
        var message = new ControlMessage { Kind = ControlKind.Failed, Number = step, Value = errno };
        Kernel.Retry(SystemCall.write, ControlDescriptor, (nint)(&message), ControlMessage.Size);
        return 1;
    }

    private static PlanHeader* MapPlan()
    {
        const int PROT_READ_WRITE = 3;
        const int MAP_PRIVATE = 2;
        PlanHeader header;
        if (Kernel.Call(SystemCall.pread64, PlanDescriptor, (nint)(&header), sizeof(PlanHeader), 0) != sizeof(PlanHeader) || header.Magic != PlanHeader.CurrentMagic)
            return null;
        var block = Kernel.Call(SystemCall.mmap, 0, header.Length, PROT_READ_WRITE, MAP_PRIVATE, PlanDescriptor, 0);
        if (block < 0)
            return null;
        Kernel.Call(SystemCall.close, PlanDescriptor);
        PlanMemory.Relocate((byte*)block);
        return (PlanHeader*)block;
    }

    /// <summary>A terminal's hang-up, a vanished client or a stray signal to the group must not end what carries a container.</summary>
    private static void IgnoreSignals()
    {
        long* action = stackalloc long[4];
        action[0] = 1;
        action[1] = 0;
        action[2] = 0;
        action[3] = 0;
        foreach (var signal in (ReadOnlySpan<int>)[1, 2, 3, 13, 15])
            Kernel.Call(SystemCall.rt_sigaction, signal, (nint)action, 0, 8);
    }
}
