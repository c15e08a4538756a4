using System.Threading.Channels;

using Gantry.Build.Client;
using Gantry.Build.Dockerfiles;
using Gantry.Build.Sessions.Files;
using Gantry.Build.Sessions.Protocol;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Tests.Sessions;

public sealed class SendTests : IDisposable
{
    private readonly string _source = Directory.CreateTempSubdirectory("send-test-").FullName;
    private readonly string _destination = Directory.CreateTempSubdirectory("send-test-").FullName;

    public void Dispose()
    {
        Directory.Delete(_source, recursive: true);
        Directory.Delete(_destination, recursive: true);
    }

    [Fact]
    public async Task What_is_sent_is_received_as_it_was()
    {
        Directory.CreateDirectory(Path.Combine(_source, "a/b"));
        File.WriteAllText(Path.Combine(_source, "a/b/file"), new string('x', 100_000));
        File.WriteAllText(Path.Combine(_source, "a.txt"), "text");
        File.SetUnixFileMode(Path.Combine(_source, "a.txt"), UnixFileMode.UserRead | UnixFileMode.SetUser);
        File.CreateSymbolicLink(Path.Combine(_source, "link"), "/etc/passwd");
        var (there, back) = (Channel.CreateUnbounded<Packet>(), Channel.CreateUnbounded<Packet>());
        using var source = RootedDirectory.Open(_source);
        using var destination = RootedDirectory.Open(_destination);
        using var sender = new TreeSender(source, new Reader(back.Reader), new Writer(there.Writer), _ => { });
        using var receiver = new TreeReceiver(destination, new Reader(there.Reader), new Writer(back.Writer), false, null, _ => { });

        var receiving = receiver.RunAsync(CancellationToken.None);
        await sender.RunAsync(CancellationToken.None);
        there.Writer.Complete();
        await receiving;

        Assert.Equal(100_000, new FileInfo(Path.Combine(_destination, "a/b/file")).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.SetUser, File.GetUnixFileMode(Path.Combine(_destination, "a.txt")));
        Assert.Equal(File.GetLastWriteTimeUtc(Path.Combine(_source, "a.txt")), File.GetLastWriteTimeUtc(Path.Combine(_destination, "a.txt")));
        Assert.Equal("/etc/passwd", new FileInfo(Path.Combine(_destination, "link")).LinkTarget);
    }

    [Fact]
    public async Task A_selection_is_sent_with_the_directories_above_it_and_nobody_s_ids()
    {
        foreach (var file in (string[])["keep/deep/file", "keep/other", "drop/file", "keep/deep/secret"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_source, file))!);
            File.WriteAllText(Path.Combine(_source, file), file);
        }

        var selection = new FileSelection(IgnoreRules.Of(["keep/deep"]), IgnoreRules.Of(["**/secret"]));
        Assert.Equal("keep keep/deep keep/deep/file", await TransferAsync(selection, TreeRules.Equal));
    }

    [Fact]
    public async Task A_merged_tree_keeps_what_it_does_not_name()
    {
        File.WriteAllText(Path.Combine(_source, "new"), "new");
        File.WriteAllText(Path.Combine(_destination, "old"), "old");
        Directory.CreateDirectory(Path.Combine(_destination, "a"));
        Assert.Equal("a new old", await TransferAsync(null, TreeRules.Merged));
    }

    /// <summary>Sends, and says what lies at the destination then.</summary>
    private async Task<string> TransferAsync(FileSelection? selection, TreeRules rules)
    {
        var (there, back) = (Channel.CreateUnbounded<Packet>(), Channel.CreateUnbounded<Packet>());
        using var source = RootedDirectory.Open(_source);
        using var destination = RootedDirectory.Open(_destination);
        using var sender = new TreeSender(source, new Reader(back.Reader), new Writer(there.Writer), _ => { }) { Selection = selection, Owner = (0, 0) };
        using var receiver = new TreeReceiver(destination, new Reader(there.Reader), new Writer(back.Writer), false, null, _ => { }, rules);
        var receiving = receiver.RunAsync(CancellationToken.None);
        await sender.RunAsync(CancellationToken.None);
        there.Writer.Complete();
        await receiving;
        return string.Join(' ', Directory.EnumerateFileSystemEntries(_destination, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(_destination, p)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_fails_says_why()
    {
        var back = Channel.CreateUnbounded<Packet>();
        using var source = RootedDirectory.Open(_source);
        using var sender = new TreeSender(source, new Reader(back.Reader), new Writer(Channel.CreateUnbounded<Packet>().Writer), _ => { });
        back.Writer.TryWrite(new Packet { Type = Packet.Types.PacketType.PacketErr, Data = ByteString.CopyFromUtf8("disk full") });
        var failure = await Assert.ThrowsAsync<GantryException>(() => sender.RunAsync(CancellationToken.None));
        Assert.Equal("error from receiver: disk full", failure.Message);
    }

    [Fact]
    public async Task A_request_for_what_was_not_offered_is_refused()
    {
        var (there, back) = (Channel.CreateUnbounded<Packet>(), Channel.CreateUnbounded<Packet>());
        using var source = RootedDirectory.Open(_source);
        using var sender = new TreeSender(source, new Reader(back.Reader), new Writer(there.Writer), _ => { });
        back.Writer.TryWrite(new Packet { Type = Packet.Types.PacketType.PacketReq, ID = 7 });
        var failure = await Assert.ThrowsAsync<GantryException>(() => sender.RunAsync(CancellationToken.None));
        Assert.Equal("invalid file id 7", failure.Message);
    }

    private sealed class Reader(ChannelReader<Packet> channel) : IAsyncStreamReader<Packet>
    {
        public Packet Current { get; private set; } = new();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await channel.WaitToReadAsync(cancellationToken) || !channel.TryRead(out var packet)) return false;
            Current = packet;
            return true;
        }
    }

    private sealed class Writer(ChannelWriter<Packet> channel) : IAsyncStreamWriter<Packet>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(Packet message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(Packet message, CancellationToken cancellationToken) => channel.WriteAsync(message.Clone(), cancellationToken).AsTask();
    }
}
