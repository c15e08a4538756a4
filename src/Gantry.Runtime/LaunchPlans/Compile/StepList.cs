using System.Text;

using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>A plan in the making: each method adds one step.</summary>
internal sealed class StepList
{
    /// <summary>Bytes of struct mount_attr.</summary>
    private const int ChangeSize = 32;

    private readonly List<LaunchStep> steps = [];
    private int registers = Register.FirstFree;

    public IReadOnlyList<LaunchStep> Steps => steps;

    public Register NewRegister()
    {
        if (registers == Register.Count)
            registers = Register.FirstFree + KeptRegisters;
        return new Register(registers++);
    }

    /// <summary>Registers that live as long as the plan; those beyond are reused in turn, their descriptors being closed by the execve.</summary>
    public const int KeptRegisters = 8;

    public LaunchStep Add(Operation operation, params Argument[] arguments)
    {
        var step = new LaunchStep { Operation = operation, Arguments = arguments };
        steps.Add(step);
        return step;
    }

    public void Add(LaunchStep step) => steps.Add(step);

    public void Call(SystemCall call, params Argument[] arguments) => Add((Operation)call, arguments);

    /// <summary>A step whose failure reads as told.</summary>
    public void Call(string failure, SystemCall call, params Argument[] arguments) => Add(Failing(failure, (Operation)call, arguments));

    /// <summary>A step that may fail for any reason.</summary>
    public void Try(SystemCall call, params Argument[] arguments) =>
        Add(new LaunchStep { Operation = (Operation)call, Arguments = arguments, Tolerated = LaunchStep.AnyError });

    /// <summary>A step whose result is kept.</summary>
    public Register Get(string failure, Operation operation, params Argument[] arguments)
    {
        var result = NewRegister();
        Add(Failing(failure, operation, arguments) with { Result = result });
        return result;
    }

    public Register Get(string failure, SystemCall call, params Argument[] arguments) => Get(failure, (Operation)call, arguments);

    /// <summary>Writes a text into an existing file.</summary>
    public void Write(string failure, string path, string text) => Add(Failing(failure, Operation.Write, path, text, Encoding.UTF8.GetByteCount(text)));

    /// <summary>Meets the launcher at a point and goes on when it agrees.</summary>
    public void Meet(string failure, LaunchPoint point, Argument value = default) =>
        Add(Failing(failure, Operation.Meet, Register.Report, Register.Parent, (long)point, value));

    /// <summary>Lays a detached mount over a target. A directory over a file, or the other way round, is EINVAL here; it reads as mount(2) has it, ENOTDIR.</summary>
    public void MoveMount(string failure, Argument tree, Register target) => Add(new LaunchStep
    {
        Operation = (Operation)SystemCall.move_mount,
        Arguments = [tree, "", target, "", 0x44],
        Failure = errno => new LaunchException(LaunchFault.Other, $"{failure}: {Errno.Text(errno is Errno.EINVAL ? Errno.ENOTDIR : errno)}", errno),
    });

    /// <summary>Changes the attributes of a mount held by a descriptor, of the whole tree where asked.</summary>
    public void SetAttributes(string failure, Argument tree, ulong set, ulong clear, MountFlags propagation, bool recursive) =>
        Call(failure, SystemCall.mount_setattr, tree, "", OpenFlags.AT_EMPTY_PATH | (recursive ? OpenFlags.AT_RECURSIVE : 0), Change(set, clear, propagation), ChangeSize);

    /// <summary>Clears attributes of a mount where that is allowed.</summary>
    public void TryAttributes(Argument tree, ulong clear) => Try(SystemCall.mount_setattr, tree, "", OpenFlags.AT_EMPTY_PATH, Change(0, clear, 0), ChangeSize);

    /// <summary>Shows a detached mount through the mappings of a user namespace, which a descriptor holds.</summary>
    public void MapIds(string failure, Register tree, int userNamespace)
    {
        var change = new byte[32];
        BitConverter.TryWriteBytes(change.AsSpan(0), MountAttributes.MOUNT_ATTR_IDMAP);
        BitConverter.TryWriteBytes(change.AsSpan(24), (ulong)userNamespace);
        Call(failure, SystemCall.mount_setattr, tree, "", OpenFlags.AT_EMPTY_PATH, change, 32);
    }

    private static byte[] Change(ulong set, ulong clear, MountFlags propagation)
    {
        var change = new byte[ChangeSize];
        BitConverter.TryWriteBytes(change.AsSpan(0), set);
        BitConverter.TryWriteBytes(change.AsSpan(8), clear);
        BitConverter.TryWriteBytes(change.AsSpan(16), (ulong)(propagation & ~MountFlags.Recursive));
        return change;
    }

    /// <summary>A step whose failure reads as told.</summary>
    public static LaunchStep Failing(string failure, Operation operation, params Argument[] arguments) => new()
    {
        Operation = operation,
        Arguments = arguments,
        Failure = errno => new LaunchException(LaunchFault.Other, $"{failure}: {Errno.Text(errno)}", errno),
    };
}
