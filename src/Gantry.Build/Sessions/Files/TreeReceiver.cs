using System.Security.Cryptography;

using Gantry.Build.Contexts;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Sessions.Files;

/// <summary>Makes a directory equal to one of the client's.
/// <code>
/// client ── STAT STAT STAT … STAT(end) ──→  compared with what is here, name by name
/// client ←─ REQ 1   REQ 7 ────────────────  for regular files that differ
/// client ── DATA 1 DATA 7 DATA 1 … ──────→  an empty one ends a file, which gets its time then
/// client ←─ FIN ──────────────────────────
/// client ── FIN ─────────────────────────→
/// </code>
/// A file gets its modification time last: one that was cut off never passes for whole the next time.</summary>
internal sealed class TreeReceiver : IDisposable
{
    // Clients keep up to 128 requests; more would keep them from reading, and us from writing.
    private const int RequestLimit = 100;

    private readonly RootedDirectory _root;
    private readonly TreeMerge _merge;
    private readonly IAsyncStreamReader<Packet> _input;
    private readonly IAsyncStreamWriter<Packet> _output;
    private readonly ContentIndex? _known;
    private readonly Action<long> _progress;
    private readonly TreeRules _rules;
    private readonly Dictionary<uint, IncomingFile> _coming = [];
    private readonly Queue<IncomingFile> _waiting = new();
    private uint _count;
    private bool _all;
    private long _bytes;

    public TreeReceiver(RootedDirectory root, IAsyncStreamReader<Packet> input, IAsyncStreamWriter<Packet> output, bool ignoreExisting, ContentIndex? known, Action<long> progress, TreeRules? rules = null)
    {
        _root = root;
        _input = input;
        _output = output;
        _progress = progress;
        _known = known;
        _rules = rules ?? TreeRules.Equal;
        _merge = new TreeMerge(root, ignoreExisting, known, _rules);
    }

    /// <summary>Receives everything.</summary>
    /// <returns>What the directory holds now.</returns>
    /// <exception cref="GantryException">The client failed, or breaks the protocol.</exception>
    /// <exception cref="KernelException">The disk is full, or the like.</exception>
    public async Task<SyncedTree> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ReceiveAsync(cancellation);
            if (_known is { IsStored: false }) _known.Save(_merge.Tree.Inodes());
            return _merge.Tree;
        }
        catch (Exception e) when (e is GantryException or KernelException)
        {
            await TellAsync(e.Message);
            throw;
        }
    }

    public void Dispose()
    {
        _merge.Dispose();
        foreach (var file in _coming.Values) file.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        var finished = false;
        while (await _input.MoveNext(cancellation))
        {
            var packet = _input.Current;
            _bytes += packet.CalculateSize();
            _progress(_bytes);
            if (packet.Type == Packet.Types.PacketType.PacketFin) continue;
            switch (packet.Type)
            {
                case Packet.Types.PacketType.PacketStat when _all:
                    throw new GantryException(ErrorKind.Invalid, "the client tells of files after the last");
                case Packet.Types.PacketType.PacketStat when packet.Stat is null:
                    _merge.Finish();
                    _all = true;
                    break;
                case Packet.Types.PacketType.PacketStat:
                    if (_rules.Owner is { } owner) (packet.Stat.Uid, packet.Stat.Gid) = owner;
                    await StatAsync(packet.Stat);
                    break;
                case Packet.Types.PacketType.PacketData:
                    await DataAsync(packet.ID, packet.Data);
                    break;
                case Packet.Types.PacketType.PacketErr:
                    throw new GantryException(ErrorKind.Internal, $"error from sender: {packet.Data.ToStringUtf8()}");
                default:
                    throw new GantryException(ErrorKind.Invalid, $"the client sends packets of an unknown type {(int)packet.Type}");
            }

            if (_all && _coming.Count == 0 && !finished)
            {
                finished = true;
                await _output.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketFin }, CancellationToken.None);
            }
        }

        if (!finished) throw new GantryException(ErrorKind.Unavailable, "the client broke off the transfer");
    }

    private async Task StatAsync(Stat stat)
    {
        var id = _count++;
        if (_merge.Take(stat, out var entry) is not { } file) return;
        var incoming = new IncomingFile(id, FileName.FromText(stat.Path), stat, file, entry, _known);
        if (stat.Size == 0)
        {
            incoming.Complete();
            incoming.Dispose();
            return;
        }

        if (_coming.Count < RequestLimit)
        {
            await RequestAsync(incoming);
            return;
        }

        incoming.Close();
        _waiting.Enqueue(incoming);
    }

    private async Task RequestAsync(IncomingFile file)
    {
        file.Reopen(_root);
        _coming.Add(file.Id, file);
        await _output.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketReq, ID = file.Id }, CancellationToken.None);
    }

    private async Task DataAsync(uint id, ByteString data)
    {
        if (!_coming.TryGetValue(id, out var file)) throw new GantryException(ErrorKind.Invalid, $"invalid file request {id}");
        if (data.Length > 0)
        {
            file.Write(data.Span);
            return;
        }

        file.Complete();
        file.Dispose();
        _coming.Remove(id);
        if (_waiting.TryDequeue(out var next)) await RequestAsync(next);
    }

    private async Task TellAsync(string message)
    {
        try
        {
            await _output.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketErr, Data = ByteString.CopyFromUtf8(message) }, CancellationToken.None);
        }
        catch (Exception e) when (e is RpcException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // It has left.
        }
    }
}

/// <summary>A file on its way.</summary>
internal sealed class IncomingFile(uint id, string path, Stat stat, SafeFileHandle file, SyncedEntry entry, ContentIndex? known) : IDisposable
{
    private IncrementalHash? _hash;
    private SafeFileHandle? _file = file;

    public uint Id => id;

    /// <summary>Lets go of the file while it waits for its turn.</summary>
    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Takes the file again. It is there and no symbolic link leads to it: nobody else works in the tree.</summary>
    public void Reopen(RootedDirectory root) =>
        _file ??= root.TryOpenLiterally(path, OpenFlags.O_WRONLY | OpenFlags.O_NOFOLLOW, out var errno) ?? throw new KernelException("open", FileName.ToText(path), errno);

    public void Write(ReadOnlySpan<byte> data)
    {
        OpenFile.Write(_file!, data, FileName.ToText(path));
        (_hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256)).AppendData(data);
    }

    /// <summary>Gives it owner, permissions and time.</summary>
    public void Complete()
    {
        var subject = FileName.ToText(path);
        OpenFile.ChangeOwner(_file!, stat.Uid, stat.Gid, subject);
        OpenFile.ChangePermissions(_file!, GoFileMode.Permissions(stat.Mode), subject);
        foreach (var (name, value) in stat.Xattrs)
            if (TreeMerge.Keeps(name)) _ = ExtendedAttributes.TrySet(_file!, FileName.FromText(name), value.Span);
        OpenFile.SetTimes(_file!, FileTime.Omit, WireTime.ToFile(stat.ModTime), subject);
        var status = At.Status(_file!);
        entry.Traits = entry.Traits with { Size = status.Size };
        entry.Inode = status.Inode;
        entry.Know(_hash is null ? Hash256.OfNothing : Hash256.Of(_hash));
        known?.Add(status, new KnownContent(entry.Payload, entry.Attributes));
    }

    public void Dispose()
    {
        Close();
        _hash?.Dispose();
        _hash = null;
    }
}
