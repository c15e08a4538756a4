using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <content>What the child and its launcher tell each other. A report is eight bytes: the step that failed, or a negative <see cref="LaunchPoint"/>,
/// in the upper half; an error number or a value in the lower.</content>
internal static unsafe partial class Interpreter
{
    private const int ECANCELED = 125;
    private const ulong CLONE_PARENT = 0x00008000;

    private static nint Tell(int report, int point, int value)
    {
        var message = ((long)-point << 32) | (uint)value;
        var written = Kernel.Retry(SystemCall.write, report, (nint)(&message), sizeof(long));
        return written < 0 ? written : 0;
    }

    private static nint Meet(int report, int parent, int point, int value)
    {
        var told = Tell(report, point, value);
        if (told < 0)
            return told;
        byte answer;
        var read = Kernel.Retry(SystemCall.read, parent, (nint)(&answer), 1);
        return read == 1 ? 0 : -ECANCELED;
    }

    private static nint Fetch(int report, int parent, int point, int value)
    {
        var told = Tell(report, point, value);
        return told < 0 ? told : Descriptors.Receive(parent);
    }

    /// <summary>The new process takes this one's place as the launcher's child.</summary>
    private static nint Respawn(int report)
    {
        var clone = new CloneArguments { Flags = CLONE_PARENT };
        var pid = Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid <= 0)
            return pid;
        Tell(report, (int)LaunchPoint.Moved, (int)pid);
        Kernel.Call(SystemCall.exit_group, 0);
        return 0;
    }

    private static nint Wait(int gate)
    {
        byte opened;
        var read = Kernel.Retry(SystemCall.read, gate, (nint)(&opened), 1);
        return read == 1 ? 0 : read < 0 ? read : -ECANCELED;
    }

    private static nint CloseOthers(int first, int one, int other)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        Close(first, low - 1);
        Close(Math.Max(first, low + 1), high - 1);
        return Close(Math.Max(first, high + 1), int.MaxValue);
    }

    private static nint Close(int first, int last) => first > last ? 0 : Kernel.Call(SystemCall.close_range, first, last, 0);
}
