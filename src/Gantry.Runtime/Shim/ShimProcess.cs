using System.Net.Sockets;
using System.Runtime.InteropServices;

using Gantry.Linux.Processes;
using Gantry.Linux.Sockets;
using Gantry.Oci.Errors;
using Gantry.Runtime.Foreign;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.LaunchPlans.Compile;

namespace Gantry.Runtime.Shim;

/// <summary>The daemon's side of one shim and the process under it.</summary>
public sealed class ShimProcess : IAsyncDisposable
{
    /// <summary>The exit status of a process whose shim was killed: the kernel kills it with the shim.</summary>
    private const int KilledCode = 137;

    /// <summary>A small heap keeps the shim small; it makes next to no garbage. The runtime reads the number as hexadecimal digits.</summary>
    private static readonly string[] Environment =
        ["DOTNET_GCHeapHardLimit=1000000", "LANG=C"];

    private readonly string directory;
    private readonly Socket? control;
    private readonly ProcessHandle? handle;
    private readonly int shimPid;

    private ShimProcess(string directory, Socket? control, ControlMessage started, int shimPid, ProcessExit? exit)
    {
        this.directory = directory;
        this.control = control;
        this.shimPid = shimPid;
        Pid = started.Number;
        StartedAt = ShimSocket.TimeOf(started.Value);
        handle = exit is null ? ProcessHandle.Open(Pid) : null;
        Exited = exit is { } known ? Task.FromResult(known) : FollowAsync();
    }

    /// <summary>The process's id on the host.</summary>
    public int Pid { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Completes with its end, all output being delivered.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>Starts a process; completes when its program runs.</summary>
    /// <exception cref="LaunchException">It could not be started; nothing is left behind.</exception>
    public static async Task<ShimProcess> StartAsync(ShimRequest request, CancellationToken cancellation)
    {
        var wanted = PlanRequest.Of(request);
        var plan = request.Foreign is { } foreign ? RelayPlan.Of(request, foreign)
            : request.ExecInto is { } target ? PlanCompiler.Exec(wanted, target)
            : PlanCompiler.Container(wanted);
        var block = PlanWriter.Write(plan, (ref PlanHeader header, PlanWriter writer) => Describe(ref header, writer, request));
        using var memory = MemoryFile.Create("plan", block.Span);
        var (near, far) = SocketPair.Create();
        int shim;
        using (far)
        {
            int[] descriptors = [(int)memory.DangerousGetHandle(), (int)far.SafeHandle.DangerousGetHandle(), .. request.Attached.Select(a => (int)a.Socket.SafeHandle.DangerousGetHandle())];
            shim = Spawn.Start(request.Executable.SealedPath, [request.Executable.Path, "shim", request.Id], Environment, descriptors);
        }

        foreach (var attach in request.Attached)
            attach.Socket.Dispose();
        var message = await ReceiveAsync(near, CancellationToken.None);
        if (message is { Kind: ControlKind.Started } started)
            return new ShimProcess(request.Directory, near, started, shim, null);
        near.Dispose();
        Spawn.Reap(shim);
        throw message is { Kind: ControlKind.Failed } failed
            ? plan.Explain(failed.Number, (int)failed.Value)
            : new LaunchException(LaunchFault.Other, "the shim ended before the process was started");
    }

    /// <summary>Finds a process again after the daemon was restarted: a live shim, or the exit status that one left. Null when there is neither.</summary>
    public static async Task<ShimProcess?> AdoptAsync(string directory, CancellationToken cancellation)
    {
        if (ShimSocket.ReadExit(directory) is { } exit)
            return new ShimProcess(directory, null, default, 0, exit);
        try
        {
            var control = await ConnectAsync(directory, 0, cancellation);
            if (await ReceiveAsync(control, cancellation) is { Kind: ControlKind.Started } started)
                return new ShimProcess(directory, control, started, 0, null);
            control.Dispose();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // Nobody listens. It may have left its exit status just now.
        }

        return ShimSocket.ReadExit(directory) is { } late ? new ShimProcess(directory, null, default, 0, late) : null;
    }

    /// <summary>Connects to the process's streams.</summary>
    public Task<Socket> AttachAsync(AttachStreams streams, CancellationToken cancellation) => ConnectAsync(directory, (int)streams, cancellation);

    /// <summary>Sets the size of its terminal.</summary>
    public async Task ResizeAsync(int rows, int columns, CancellationToken cancellation)
    {
        if (control is not null)
            await control.SendAsync(Bytes(new ControlMessage { Kind = ControlKind.Resize, Number = rows, Value = columns }), cancellation);
    }

    /// <summary>Sends it a signal.</summary>
    /// <exception cref="GantryException">NotFound, when it has ended.</exception>
    public void Signal(int signal)
    {
        if (handle is null)
            throw new GantryException(ErrorKind.NotFound, $"process {Pid} has ended");
        handle.Signal(signal);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        control?.Dispose();
        handle?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Describe(ref PlanHeader header, PlanWriter writer, ShimRequest request)
    {
        header.Directory = writer.Text(request.Directory);
        if (request.Spec.Process!.Terminal)
            header.Options |= PlanOptions.Terminal;
        if (request.OpenStdin)
            header.Options |= PlanOptions.OpenStdin;
        if (request.StdinOnce)
            header.Options |= PlanOptions.StdinOnce;
        Describe(ref header, writer, request.Log);
        header.AttachCount = request.Attached.Count;
        for (var i = 0; i < request.Attached.Count; i++)
            header.AttachStreams |= (ulong)request.Attached[i].Streams << (4 * i);
    }

    private static void Describe(ref PlanHeader header, PlanWriter writer, LogTarget log)
    {
        header.Options |= log.Kind switch
        {
            LogKind.JsonFile => PlanOptions.LogJson,
            LogKind.Entries => PlanOptions.LogLocal,
            _ => PlanOptions.None,
        };
        if (log.Compress)
            header.Options |= PlanOptions.LogCompress;
        header.LogPath = log.Path.Length == 0 ? 0 : writer.Text(log.Path);
        header.LogAttributes = log.Attributes is { } attributes ? writer.Text(attributes) : 0;
        header.LogMaxSize = log.MaxSize;
        header.LogMaxFiles = log.MaxFiles;
        if (log.Spool is not { } spool)
            return;
        header.SpoolDirectory = writer.Text(spool.Directory);
        header.SpoolNext = spool.Next;
        header.SpoolSegments = spool.Segments;
        header.SpoolSegmentSize = spool.SegmentSize;
        if (spool.Blocks)
            header.Options |= PlanOptions.SpoolBlocks;
    }

    private static async Task<Socket> ConnectAsync(string directory, int streams, CancellationToken cancellation)
    {
        // The path of a socket has at most 107 bytes; through its directory's descriptor it is short wherever it lies.
        using var parent = DirectoryHandle.Open(directory);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/self/fd/{parent.DangerousGetHandle()}/{ShimSocket.Name}"), cancellation);
            await socket.SendAsync(Bytes(new ControlMessage { Kind = ControlKind.Hello, Number = streams }), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Bytes(ControlMessage message) => MemoryMarshal.AsBytes(new ReadOnlySpan<ControlMessage>(in message)).ToArray();

    private static async Task<ControlMessage?> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        var buffer = new byte[ControlMessage.Size];
        for (var received = 0; received < buffer.Length;)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer.AsMemory(received), cancellation);
            }
            catch (SocketException)
            {
                return null;
            }

            if (count == 0)
                return null;
            received += count;
        }

        return MemoryMarshal.Read<ControlMessage>(buffer);
    }

    private async Task<ProcessExit> FollowAsync()
    {
        var message = await ReceiveAsync(control!, CancellationToken.None);
        if (shimPid > 0)
            _ = Task.Run(() => Spawn.Reap(shimPid));
        return message is { Kind: ControlKind.Exited } exited
            ? new ProcessExit(exited.Number, ShimSocket.TimeOf(exited.Value))
            : ShimSocket.ReadExit(directory) ?? new ProcessExit(KilledCode, DateTimeOffset.UtcNow);
    }
}
