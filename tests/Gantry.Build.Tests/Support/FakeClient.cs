using Gantry.Build.Grpc.Serving;
using Gantry.Build.Sessions;
using Gantry.Build.Sessions.Protocol;
using Gantry.Build.Sessions.Protocol.Secrets;
using Gantry.Build.Sessions.Protocol.Ssh;

using Google.Protobuf;

using Grpc.Core;

using AgentBytes = Gantry.Build.Sessions.Protocol.Ssh.BytesMessage;
using FileBytes = Gantry.Build.Sessions.Protocol.BytesMessage;

namespace Gantry.Build.Tests.Support;

/// <summary>A client that is connected and serves what a test gives it.</summary>
internal sealed class FakeClient : IAsyncDisposable
{
    private readonly GrpcServer _server;
    private readonly Wire _wire = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _serving;
    private readonly Task _kept;

    private FakeClient(SessionBook book, SentFiles files, IReadOnlyDictionary<string, byte[]> secrets)
    {
        Files = files;
        var methods = new MethodTable();
        FileSync.BindService(methods, files);
        FileSend.BindService(methods, Taken);
        SSH.BindService(methods, new EchoAgent());
        Secrets.BindService(methods, new SecretService(secrets));
        _server = new GrpcServer(methods, _ => { });
        _serving = _server.ServeAsync(_wire.Input, _wire.Output, CancellationToken.None);
        _kept = book.ServeAsync(
            new SessionHeaders("client", "", "key", ["/moby.filesync.v1.FileSync/DiffCopy", "/moby.filesync.v1.FileSend/DiffCopy", "/moby.buildkit.secrets.v1.Secrets/GetSecret", "/moby.sshforward.v1.SSH/ForwardAgent"]), _wire.Stream, _gone.Token);
    }

    public SentFiles Files { get; }

    public TakenFile Taken { get; } = new();

    public static FakeClient Connect(SessionBook book, SentFiles? files = null, IReadOnlyDictionary<string, byte[]>? secrets = null) =>
        new(book, files ?? new SentFiles(), secrets ?? new Dictionary<string, byte[]>());

    /// <summary>Leaves.</summary>
    public async Task LeaveAsync()
    {
        _wire.Cut();
        await _kept;
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _kept;
        await _server.DisposeAsync();
        await _serving;
        _gone.Dispose();
    }

    private sealed class SecretService(IReadOnlyDictionary<string, byte[]> secrets) : Secrets.SecretsBase
    {
        public override Task<GetSecretResponse> GetSecret(GetSecretRequest request, ServerCallContext context) => secrets.TryGetValue(request.ID, out var value)
            ? Task.FromResult(new GetSecretResponse { Data = ByteString.CopyFrom(value) })
            : throw new RpcException(new Status(StatusCode.NotFound, "secret not found"));
    }
}

/// <summary>An agent that says what it is told; there is one, "default".</summary>
internal sealed class EchoAgent : SSH.SSHBase
{
    public override Task<CheckAgentResponse> CheckAgent(CheckAgentRequest request, ServerCallContext context) =>
        request.ID == "default" ? Task.FromResult(new CheckAgentResponse()) : throw new RpcException(new Status(StatusCode.Unknown, $"unset ssh forward key {request.ID}"));

    public override async Task ForwardAgent(IAsyncStreamReader<AgentBytes> requestStream, IServerStreamWriter<AgentBytes> responseStream, ServerCallContext context)
    {
        await foreach (var message in requestStream.ReadAllAsync()) await responseStream.WriteAsync(message);
    }
}

/// <summary>Takes a file.</summary>
internal sealed class TakenFile : FileSend.FileSendBase
{
    public MemoryStream Bytes { get; } = new();

    public Metadata Headers { get; private set; } = [];

    public override async Task DiffCopy(IAsyncStreamReader<FileBytes> requestStream, IServerStreamWriter<FileBytes> responseStream, ServerCallContext context)
    {
        Headers = context.RequestHeaders;
        await foreach (var message in requestStream.ReadAllAsync()) Bytes.Write(message.Data.Span);
    }
}

/// <summary>Sends files as a client does that behaves, in the order a test gives them.</summary>
internal sealed class SentFiles : FileSync.FileSyncBase
{
    private const uint Directory = 1u << 31;
    private const uint SymbolicLink = 1u << 27;

    public List<(Stat Stat, byte[] Content)> All { get; } = [];

    /// <summary>The paths whose content was asked for.</summary>
    public List<string> Requested { get; } = [];

    public Metadata Headers { get; private set; } = [];

    public SentFiles File(string path, string content, uint mode = 0x1A4, long time = 1_000_000_000)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        All.Add((new Stat { Path = path, Mode = mode, Size = bytes.Length, ModTime = time }, bytes));
        return this;
    }

    public SentFiles Folder(string path)
    {
        All.Add((new Stat { Path = path, Mode = Directory | 0x1ED, ModTime = 2_000_000_000 }, []));
        return this;
    }

    public SentFiles Link(string path, string target)
    {
        All.Add((new Stat { Path = path, Mode = SymbolicLink | 0x1FF, ModTime = 3_000_000_000, Linkname = target, Size = target.Length }, []));
        return this;
    }

    public SentFiles Same(string path, string first)
    {
        All.Add((new Stat { Path = path, Mode = 0x1A4, ModTime = 1_000_000_000, Linkname = first }, []));
        return this;
    }

    public override async Task DiffCopy(IAsyncStreamReader<Packet> requestStream, IServerStreamWriter<Packet> responseStream, ServerCallContext context)
    {
        Headers = context.RequestHeaders;
        foreach (var (stat, _) in All) await responseStream.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat, Stat = stat });
        await responseStream.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketStat });
        await foreach (var packet in requestStream.ReadAllAsync())
        {
            switch (packet.Type)
            {
                case Packet.Types.PacketType.PacketReq:
                    var (stat, content) = All[(int)packet.ID];
                    Requested.Add(stat.Path);
                    await responseStream.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketData, ID = packet.ID, Data = ByteString.CopyFrom(content) });
                    await responseStream.WriteAsync(new Packet { Type = Packet.Types.PacketType.PacketData, ID = packet.ID });
                    break;
                case Packet.Types.PacketType.PacketFin:
                    await responseStream.WriteAsync(packet);
                    return;
                default:
                    return;
            }
        }
    }
}
