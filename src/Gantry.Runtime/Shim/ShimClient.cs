using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim;

/// <summary>A connection to the shim: the daemon's control, or someone attached to streams.</summary>
internal sealed unsafe class ShimClient(int socket)
{
    public int Socket { get; } = socket;

    public bool IsControl { get; init; }

    public AttachStreams Streams { get; init; }

    /// <summary>Where in the present chunk it stands.</summary>
    public int Start { get; set; }

    /// <summary>Whether its socket is full.</summary>
    public bool Owing { get; set; }

    /// <summary>Whether it has ended its sending side; it still listens.</summary>
    public bool InputEnded { get; set; }

    public bool Gone { get; private set; }

    /// <summary>Its place in the last poll.</summary>
    public int Slot { get; set; }

    public void Send(ControlMessage message) => Kernel.Retry(SystemCall.sendto, Socket, (nint)(&message), ControlMessage.Size, 0x4000);

    public void Leave()
    {
        if (Gone)
            return;
        Gone = true;
        Kernel.Call(SystemCall.close, Socket);
    }
}
