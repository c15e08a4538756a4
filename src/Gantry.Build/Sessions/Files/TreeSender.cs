using System.Runtime.ExceptionServices;
using System.Threading.Channels;

using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Sessions.Files;

/// <summary>Sends a directory to a client: the other side of <see cref="TreeReceiver"/>. The tree is a build's and may be hostile: links are sent,
/// not followed.</summary>
internal sealed class TreeSender(RootedDirectory root, IAsyncStreamReader<Packet> input, IAsyncStreamWriter<Packet> output, Action<long> progress) : IDisposable
{
    private const int ChunkSize = 32 << 10;

    private readonly Dictionary<uint, string> _files = [];
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), string> _names = [];
    private readonly Channel<uint> _wanted = Channel.CreateUnbounded<uint>();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private uint _count;
    private long _bytes;

    /// <summary>Sends everything the client asks for.</summary>
    /// <exception cref="GantryException">The client failed, or breaks the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var walking = GuardAsync(WalkAsync(ended.Token), ended);
        var sending = GuardAsync(SendAsync(ended.Token), ended);
        try
        {
            await ListenAsync(ended.Token);
            await walking;
            _wanted.Writer.Complete();
            await sending;
            await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketFin }, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // One of the parts has ended all; it may not have come to its own end yet.
            await Ended(walking, sending);
            if ((walking.Exception ?? sending.Exception)?.InnerException is not { } failure) throw;
            await output.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketErr, Data = ByteString.CopyFromUtf8(failure.Message) }, cancellation);
            ExceptionDispatchInfo.Throw(failure);
        }
        finally
        {
            await ended.CancelAsync();
            await Ended(walking, sending);
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Waits until both have ended, however.</summary>
    private static Task Ended(Task one, Task other) =>
        Task.WhenAll(one, other).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Ends all of it with one part.</summary>
    private static async Task GuardAsync(Task part, CancellationTokenSource ended)
    {
        try
        {
            await part;
        }
        catch (Exception)
        {
            await ended.CancelAsync();
            throw;
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        while (await input.MoveNext(cancellation))
        {
            switch (input.Current.Type)
            {
                case Packet.Types.PacketType.PacketReq:
                    await _wanted.Writer.WriteAsync(input.Current.ID, cancellation);
                    break;
                case Packet.Types.PacketType.PacketErr:
                    throw new GantryException(ErrorKind.Internal, $"error from receiver: {input.Current.Data.ToStringUtf8()}");
                case Packet.Types.PacketType.PacketFin:
                    return;
            }
        }

        throw new GantryException(ErrorKind.Unavailable, "the client broke off the transfer");
    }

    private async Task WalkAsync(CancellationToken cancellation)
    {
        var pending = new Stack<string>();
        Push("");
        while (pending.TryPop(out var path))
        {
            var slash = path.LastIndexOf('/');
            using var directory = Open(slash < 0 ? "" : path[..slash]);
            if (At.TryStatus(directory, path[(slash + 1)..], out _) is not { } status) continue;
            var stat = Describe(directory, path, path[(slash + 1)..], status);
            if (status.Kind == FileKind.Regular && stat.Linkname.Length == 0)
                lock (_files) _files.Add(_count, path);
            _count++;
            await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat, Stat = stat }, cancellation);
            if (status.IsDirectory) Push(path);
        }

        await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat }, cancellation);

        void Push(string path)
        {
            using var directory = Open(path);
            foreach (var name in DirectoryEntries.Names(directory).Reverse()) pending.Push(path.Length == 0 ? name : $"{path}/{name}");
        }
    }

    private SafeFileHandle Open(string path) =>
        root.TryOpenLiterally(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out var errno) ?? throw new KernelException("open", FileName.ToText(path), errno);

    private Stat Describe(SafeFileHandle directory, string path, string name, FileStatus status)
    {
        var stat = new Stat
        {
            Path = FileName.ToText(path),
            Mode = GoFileMode.Of(status.Kind, status.Permissions),
            Uid = status.UserId,
            Gid = status.GroupId,
            Size = status.IsDirectory ? 0 : status.Size,
            ModTime = WireTime.FromFile(status.Modified),
        };
        if (status.Kind == FileKind.SymbolicLink) stat.Linkname = FileName.ToText(At.ReadLink(directory, name));
        if (status.Kind is FileKind.CharacterDevice or FileKind.BlockDevice) (stat.Devmajor, stat.Devminor) = (status.Node.Major, status.Node.Minor);
        if (status is { IsDirectory: false, Links: > 1 } && status.Kind != FileKind.SymbolicLink)
        {
            if (_names.TryGetValue((status.Device, status.Inode), out var first)) (stat.Linkname, stat.Size) = (FileName.ToText(first), 0);
            else _names.Add((status.Device, status.Inode), path);
        }

        foreach (var attribute in ExtendedAttributes.List(directory, name).Where(TreeMerge.Keeps))
            if (ExtendedAttributes.Get(directory, name, attribute) is { } value) stat.Xattrs[FileName.ToText(attribute)] = ByteString.CopyFrom(value);
        return stat;
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        await foreach (var id in _wanted.Reader.ReadAllAsync(cancellation))
        {
            string? path;
            lock (_files)
                if (!_files.Remove(id, out path)) throw new GantryException(ErrorKind.Invalid, $"invalid file id {id}");
            using var file = root.TryOpenLiterally(path, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK, out var errno) ?? throw new KernelException("open", FileName.ToText(path), errno);
            var buffer = new byte[ChunkSize];
            int count;
            while ((count = OpenFile.Read(file, buffer, FileName.ToText(path))) > 0)
                await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketData, ID = id, Data = ByteString.CopyFrom(buffer, 0, count) }, cancellation);
            await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketData, ID = id }, cancellation);
        }
    }

    private async Task WriteAsync(Packet packet, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            await output.WriteAsync(packet, cancellation);
            progress(Interlocked.Add(ref _bytes, packet.CalculateSize()));
        }
        finally
        {
            _writing.Release();
        }
    }
}
