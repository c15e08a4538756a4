using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.Shim.Logs;

namespace Gantry.Runtime.Shim;

/// <summary>The shim's one loop: output to the log and to every client, input from clients, news to the daemon.
/// One chunk of output is in the air at a time, and the next is read when all have taken it: a slow client slows the process, and nothing is lost.</summary>
internal sealed unsafe class ShimLoop
{
    private const int ChunkSize = 64 << 10;
    private const int HeaderSize = 8;
    private const int MaxClients = 250;
    private const int FirstClientSlot = 7;
    private const short POLLIN = 1;
    private const short POLLOUT = 4;
    private const short POLLGONE = 0x18;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;

    private readonly PlanHeader* plan;
    private readonly ShimStreams streams;
    private readonly int pid;
    private readonly int pidfd;
    private readonly int listener;
    private readonly long started;
    private readonly LogWriter? log;
    private readonly byte* chunk = (byte*)NativeMemory.Alloc(HeaderSize + ChunkSize);
    private readonly byte* input = (byte*)NativeMemory.Alloc(ChunkSize);
    private readonly List<ShimClient> clients = [];
    private int chunkStart;
    private int chunkEnd;
    private int inputStart;
    private int inputEnd;
    private bool outputOpen = true;
    private bool errorOpen;
    private bool closeInput;
    private bool ended;

    public ShimLoop(PlanHeader* plan, ShimStreams streams, int pid, int pidfd, int control, int firstAttach)
    {
        this.plan = plan;
        this.streams = streams;
        this.pid = pid;
        this.pidfd = pidfd;
        started = Now();
        errorOpen = streams.Error >= 0;
        log = LogWriter.Open(plan);
        listener = ShimSocket.Listen((byte*)plan + plan->Directory);
        clients.Add(new ShimClient(control) { IsControl = true });
        for (var i = 0; i < plan->AttachCount; i++)
            clients.Add(new ShimClient(firstAttach + i) { Streams = (AttachStreams)((plan->AttachStreams >> (4 * i)) & 15) });
        Tell(ControlKind.Started, pid, started);
    }

    /// <summary>Runs until the process has ended and its output is delivered.</summary>
    public int Run()
    {
        var polls = (PollEntry*)NativeMemory.Alloc((nuint)((MaxClients + FirstClientSlot) * sizeof(PollEntry)));
        while (true)
        {
            var count = Prepare(polls);
            Kernel.Retry(SystemCall.poll, (nint)polls, count, ended && !Pending() ? 0 : -1);
            var drained = ended;
            if (!ended && polls[0].Ready != 0)
                ended = true;
            if (polls[5].Ready != 0)
                log!.Compressed();
            if (polls[6].Ready != 0)
                log!.Spool!.TakeChanges();
            Accept(polls[1].Ready);
            for (var i = clients.Count - 1; i >= 0; i--)
                Serve(clients[i], polls, count);
            clients.RemoveAll(static c => c.Gone);
            PumpInput();
            Deliver();
            var progress = !Pending() && !Held() && ReadOutput();
            if (drained && !progress && !Pending())
                break;
        }

        return Finish();
    }

    /// <summary>Waits for a process and reaps it; 128 + n for a signal.</summary>
    public static int Wait(int pidfd)
    {
        // siginfo_t: code at 8, status at 24; waitid(P_PIDFD, …, WEXITED).
        byte* info = stackalloc byte[128];
        Kernel.Retry(SystemCall.waitid, 3, pidfd, (nint)info, 4);
        var status = *(int*)(info + 24);
        return *(int*)(info + 8) == 1 ? status : 128 + status;
    }

    private static long Now()
    {
        long* time = stackalloc long[2];
        Kernel.Call(SystemCall.clock_gettime, 0, (nint)time);
        return (time[0] * 1_000_000_000) + time[1];
    }

    private bool Pending() => chunkEnd > chunkStart;

    /// <summary>Whether output waits for the log. What is left when the process has ended is little and is taken in any case.</summary>
    private bool Held() => !ended && log?.Spool?.Holds == true;

    private int Prepare(PollEntry* polls)
    {
        var reads = !Pending() && !Held();
        polls[0] = new PollEntry(ended ? -1 : pidfd, POLLIN);
        polls[1] = new PollEntry(clients.Count < MaxClients ? listener : -1, POLLIN);
        polls[2] = new PollEntry(reads && outputOpen ? streams.Output : -1, POLLIN);
        polls[3] = new PollEntry(reads && errorOpen ? streams.Error : -1, POLLIN);
        polls[4] = new PollEntry(inputEnd > inputStart ? streams.Input : -1, POLLOUT);
        polls[5] = new PollEntry(log?.Compression ?? -1, POLLIN);
        polls[6] = new PollEntry(log?.Spool?.Changes ?? -1, POLLIN);
        for (var i = 0; i < clients.Count; i++)
        {
            var client = clients[i];
            var wanted = client.Owing ? POLLOUT : 0;
            if (client.IsControl || (!client.InputEnded && (!client.Streams.HasFlag(AttachStreams.Stdin) || inputEnd == inputStart)))
                wanted |= POLLIN;
            polls[FirstClientSlot + i] = new PollEntry(client.Socket, (short)wanted);
            client.Slot = FirstClientSlot + i;
        }

        return FirstClientSlot + clients.Count;
    }

    private void Accept(short ready)
    {
        if (ready == 0)
            return;
        var socket = (int)Kernel.Call(SystemCall.accept4, listener, 0, 0, OpenFlags.O_CLOEXEC);
        if (socket < 0)
            return;
        var message = default(ControlMessage);
        if (Kernel.Retry(SystemCall.read, socket, (nint)(&message), ControlMessage.Size) != ControlMessage.Size || message.Kind != ControlKind.Hello)
        {
            Kernel.Call(SystemCall.close, socket);
            return;
        }

        var client = new ShimClient(socket) { IsControl = message.Number == 0, Streams = (AttachStreams)message.Number };
        if (!client.IsControl)
            client.Start = chunkEnd;
        clients.Add(client);
        if (client.IsControl)
            client.Send(new ControlMessage { Kind = ControlKind.Started, Number = pid, Value = started });
    }

    private void Serve(ShimClient client, PollEntry* polls, int count)
    {
        if (client.Slot < FirstClientSlot || client.Slot >= count)
            return;
        var ready = polls[client.Slot].Ready;
        if ((ready & POLLIN) != 0)
        {
            if (client.IsControl)
                Obey(client);
            else
                TakeInput(client);
        }
        else if ((ready & POLLGONE) != 0)
        {
            client.Leave();
            if (client.Streams.HasFlag(AttachStreams.Stdin) && !client.InputEnded)
                EndInput();
        }
    }

    private void Obey(ShimClient client)
    {
        const int TIOCSWINSZ = 0x5414;
        var message = default(ControlMessage);
        if (Kernel.Retry(SystemCall.read, client.Socket, (nint)(&message), ControlMessage.Size) != ControlMessage.Size)
        {
            client.Leave();
            return;
        }

        if (message.Kind != ControlKind.Resize || !streams.IsTerminal)
            return;
        ushort* size = stackalloc ushort[4];
        size[0] = (ushort)message.Number;
        size[1] = (ushort)message.Value;
        size[2] = 0;
        size[3] = 0;
        Kernel.Call(SystemCall.ioctl, streams.Output, TIOCSWINSZ, (nint)size);
    }

    private void TakeInput(ShimClient client)
    {
        var attached = client.Streams.HasFlag(AttachStreams.Stdin);
        var received = Kernel.Retry(SystemCall.read, client.Socket, (nint)input, ChunkSize);
        if (received > 0)
        {
            if (attached && streams.Input >= 0)
                (inputStart, inputEnd) = (0, (int)received);
            return;
        }

        client.InputEnded = true;
        if (attached)
            EndInput();
    }

    private void EndInput()
    {
        if (plan->Options.HasFlag(PlanOptions.StdinOnce))
            closeInput = true;
    }

    private void PumpInput()
    {
        while (inputEnd > inputStart)
        {
            var written = Kernel.Retry(SystemCall.write, streams.Input, (nint)(input + inputStart), inputEnd - inputStart);
            if (written == -Errno.EAGAIN)
                return;

            // A process that has closed its input does not want the rest.
            inputStart = written < 0 ? inputEnd : inputStart + (int)written;
        }

        if (closeInput && streams.Input >= 0 && !streams.IsTerminal)
        {
            Kernel.Call(SystemCall.close, streams.Input);
            streams.Input = -1;
        }
    }

    /// <summary>Reads one chunk, logs it and gives it to every client; false when there is nothing to read at present.</summary>
    private bool ReadOutput() => (errorOpen && Read(streams.Error, AttachStreams.Stderr, ref errorOpen)) || (outputOpen && Read(streams.Output, AttachStreams.Stdout, ref outputOpen));

    private bool Read(int descriptor, AttachStreams stream, ref bool open)
    {
        var read = (int)Kernel.Retry(SystemCall.read, descriptor, (nint)(chunk + HeaderSize), ChunkSize);
        if (read == -Errno.EAGAIN)
            return false;
        if (read <= 0)
        {
            open = false;
            return false;
        }

        log?.Write(chunk + HeaderSize, read, stream == AttachStreams.Stderr);
        chunk[0] = (byte)(stream == AttachStreams.Stderr ? 2 : 1);
        chunk[1] = chunk[2] = chunk[3] = 0;
        *(uint*)(chunk + 4) = global::System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)read);
        chunkStart = streams.IsTerminal ? HeaderSize : 0;
        chunkEnd = HeaderSize + read;
        foreach (var client in clients)
            client.Start = !client.IsControl && client.Streams.HasFlag(stream) ? chunkStart : chunkEnd;
        Deliver();
        return true;
    }

    private void Deliver()
    {
        if (!Pending())
            return;
        var owing = false;
        foreach (var client in clients)
        {
            client.Owing = false;
            while (!client.Gone && client.Start < chunkEnd)
            {
                var sent = Kernel.Call(SystemCall.sendto, client.Socket, (nint)(chunk + client.Start), chunkEnd - client.Start, MSG_DONTWAIT | MSG_NOSIGNAL);
                if (sent == -Errno.EAGAIN)
                {
                    client.Owing = owing = true;
                    break;
                }

                if (sent < 0 && sent != -Errno.EINTR)
                    client.Leave();
                else if (sent > 0)
                    client.Start += (int)sent;
            }
        }

        if (!owing)
            chunkStart = chunkEnd;
    }

    private int Finish()
    {
        var code = Wait(pidfd);
        var at = Now();
        log?.Flush();
        ShimSocket.WriteExit((byte*)plan + plan->Directory, code, at);

        // The end of a stream tells its reader that the exit status can be asked for: the daemon learns of it first.
        Tell(ControlKind.Exited, code, at);
        foreach (var client in clients)
        {
            if (!client.IsControl)
                client.Leave();
        }

        return 0;
    }

    private void Tell(ControlKind kind, int number, long value)
    {
        foreach (var client in clients)
        {
            if (client.IsControl)
                client.Send(new ControlMessage { Kind = kind, Number = number, Value = value });
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry(int descriptor, short wanted)
    {
        public int Descriptor = descriptor;
        public short Wanted = wanted;
        public short Ready;
    }
}
