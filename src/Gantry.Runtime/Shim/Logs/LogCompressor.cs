using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Has rotated files compressed by a process of their own (<see cref="LogCompression"/>), one at a time: the container's output does not wait,
/// and the shim stays small.</summary>
internal sealed unsafe class LogCompressor
{
    private readonly LogPath path;
    private readonly byte** arguments = (byte**)NativeMemory.AllocZeroed(4, (nuint)sizeof(byte*));
    private readonly byte** environment = (byte**)NativeMemory.AllocZeroed(2, (nuint)sizeof(byte*));
    private readonly byte* program;

    public LogCompressor(LogPath path)
    {
        this.path = path;
        program = Text("/proc/self/exe"u8);
        arguments[0] = Text("gantry"u8);
        arguments[1] = Text("compress-log"u8);
        environment[0] = Text("DOTNET_gcConcurrent=0"u8);
    }

    /// <summary>Becomes readable when the process has ended; -1 when there is none.</summary>
    public int Descriptor { get; private set; } = -1;

    /// <summary>Compresses the file that was rotated last.</summary>
    public void Start()
    {
        arguments[2] = path.Of(1);
        int pidfd;
        var clone = new CloneArguments { Flags = CloneArguments.CLONE_PIDFD, PidFd = (ulong)&pidfd, ExitSignal = 17 };
        var pid = Kernel.Call(SystemCall.clone3, (nint)(&clone), sizeof(CloneArguments));
        if (pid == 0)
            Child();
        Descriptor = pid > 0 ? pidfd : -1;
    }

    /// <summary>Waits for its end.</summary>
    public void Wait()
    {
        if (Descriptor < 0)
            return;
        ShimLoop.Wait(Descriptor);
        Kernel.Call(SystemCall.close, Descriptor);
        Descriptor = -1;
    }

    /// <summary>Nothing here may allocate. The clients' sockets must end with the shim, so none is passed on.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Child()
    {
        const int CLOSE_RANGE_CLOEXEC = 4;
        Kernel.Call(SystemCall.close_range, 3, int.MaxValue, CLOSE_RANGE_CLOEXEC);
        Kernel.Call(SystemCall.execve, (nint)program, (nint)arguments, (nint)environment);
        Kernel.Call(SystemCall.exit_group, 127);
    }

    private static byte* Text(ReadOnlySpan<byte> text)
    {
        var copy = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        return copy;
    }
}
