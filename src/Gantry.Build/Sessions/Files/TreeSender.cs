using System.Runtime.ExceptionServices;
using System.Threading.Channels;

using Gantry.Build.Client;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Sessions.Files;

/// <summary>Sends a directory, an engine's to a client or a client's to an engine: the other side of <see cref="TreeReceiver"/>. The tree may be hostile: links are
/// sent, not followed.</summary>
internal sealed class TreeSender(RootedDirectory root, IAsyncStreamReader<Packet> input, IAsyncStreamWriter<Packet> output, Action<long> progress) : IDisposable
{
    private const int ChunkSize = 32 << 10;

    private readonly Dictionary<uint, string> _files = [];
    private readonly Dictionary<(DeviceNumber Device, ulong Inode), string> _names = [];
    private readonly Channel<uint> _wanted = Channel.CreateUnbounded<uint>();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private uint _count;
    private long _bytes;

    /// <summary>What is sent; null: everything.</summary>
    public FileSelection? Selection { get; init; }

    /// <summary>Who is said to own everything; null: who does.</summary>
    public (uint User, uint Group)? Owner { get; init; }

    /// <summary>When everything is said to have changed last; null: when it did.</summary>
    public FileTime? Modified { get; init; }

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
        var levels = new List<Level>();
        try
        {
            levels.Add(new Level("", root.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY), default));
            while (levels.Count > 0)
            {
                var level = levels[^1];
                if (level.TryTake() is not { } name)
                {
                    level.Dispose();
                    levels.RemoveAt(levels.Count - 1);
                    continue;
                }

                if (At.TryStatus(level.Handle, name, out _) is not { } status) continue;
                var path = level.Path.Length == 0 ? name : $"{level.Path}/{name}";
                var above = default(FileSelection.Above);
                var (isSent, isEntered) = Selection?.Judge(FileName.ToText(path), level.Above, status.IsDirectory, out above) ?? (true, status.IsDirectory);
                if (!isSent && !isEntered) continue;
                var directory = isEntered ? At.TryOpen(level.Handle, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, 0, out _) : null;
                if (isEntered && directory is null) continue;
                var next = directory is null ? null : new Level(path, directory, above) { Unsent = isSent ? null : status };
                if (next is not null) levels.Add(next);
                if (!isSent) continue;
                // The directories above a file that is sent go before it, also where nobody asked for them.
                for (var at = 1; at < levels.Count; at++)
                {
                    if (levels[at].Unsent is not { } waiting) continue;
                    levels[at].Unsent = null;
                    await TellAsync(levels[at - 1].Handle, levels[at].Path, waiting, cancellation);
                }

                await TellAsync(level.Handle, path, status, cancellation);
            }
        }
        finally
        {
            levels.ForEach(level => level.Dispose());
        }

        await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat }, cancellation);
    }

    private async Task TellAsync(SafeFileHandle directory, string path, FileStatus status, CancellationToken cancellation)
    {
        var stat = Describe(directory, path, path[(path.LastIndexOf('/') + 1)..], status);
        if (status.Kind == FileKind.Regular && stat.Linkname.Length == 0)
            lock (_files) _files.Add(_count, path);
        _count++;
        await WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat, Stat = stat }, cancellation);
    }

    private Stat Describe(SafeFileHandle directory, string path, string name, FileStatus status)
    {
        var stat = new Stat
        {
            Path = FileName.ToText(path),
            Mode = GoFileMode.Of(status.Kind, status.Permissions),
            Uid = Owner?.User ?? status.UserId,
            Gid = Owner?.Group ?? status.GroupId,
            Size = status.IsDirectory ? 0 : status.Size,
            ModTime = WireTime.FromFile(Modified ?? status.Modified),
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

    /// <summary>A directory that is being walked through.</summary>
    private sealed class Level(string path, SafeFileHandle handle, FileSelection.Above above) : IDisposable
    {
        private readonly IReadOnlyList<string> _names = DirectoryEntries.Names(handle);
        private int _position;

        public string Path => path;

        public SafeFileHandle Handle => handle;

        public FileSelection.Above Above => above;

        /// <summary>What it is, where that waits for something in it to be sent; null: it does not.</summary>
        public FileStatus? Unsent { get; set; }

        public string? TryTake() => _position < _names.Count ? _names[_position++] : null;

        public void Dispose() => handle.Dispose();
    }
}
