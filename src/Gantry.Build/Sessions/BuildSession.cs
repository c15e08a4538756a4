using Gantry.Oci.Errors;

using Grpc.Core;
using Grpc.Net.Client;

namespace Gantry.Build.Sessions;

/// <summary>A client that serves on the connection it opened: the roles of HTTP/2 are turned round.
/// <code>
/// client ── POST /session, Upgrade: h2c ──→ daemon
/// client ←─ gRPC calls ──────────────────── daemon
/// </code></summary>
internal sealed partial class BuildSession : IBuildSession, IAsyncDisposable
{
    private const int MaximumMessage = 16 << 20;
    private static readonly TimeSpan CredentialsLimit = TimeSpan.FromSeconds(60);

    private static readonly Method<byte[], byte[]> Health = new(
        MethodType.Unary, "grpc.health.v1.Health", "Check", Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes), Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes));

    private readonly HashSet<string> _methods;
    private readonly ClientConnection _connection;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _ended;

    public BuildSession(SessionHeaders headers, Stream connection, CancellationToken gone)
    {
        Id = headers.Id;
        SharedKey = headers.SharedKey;
        _methods = new HashSet<string>(headers.Methods, StringComparer.OrdinalIgnoreCase);
        _connection = new ClientConnection(connection);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Ended = _ended.Token;
        var taken = 0;
        _channel = GrpcChannel.ForAddress("http://client", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = (_, _) => Interlocked.Exchange(ref taken, 1) == 0
                    ? ValueTask.FromResult<Stream>(_connection)
                    : throw new IOException("the client has left"),
                UseProxy = false,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                InitialHttp2StreamWindowSize = 4 << 20,
                // A client whose host has vanished says nothing: it is asked now and then.
                KeepAlivePingDelay = TimeSpan.FromSeconds(5),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaximumMessage,
            MaxSendMessageSize = MaximumMessage,
            MaxRetryAttempts = null,
        });
        Completion = WatchAsync(gone);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string SharedKey { get; }

    /// <inheritdoc/>
    public CancellationToken Ended { get; }

    /// <summary>Ends when the client has left.</summary>
    public Task Completion { get; }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _channel.Dispose();
        await _connection.DisposeAsync();
        await Completion;
        _ended.Dispose();
    }

    private async Task WatchAsync(CancellationToken gone)
    {
        try
        {
            // The client waits ten seconds for the connection's preface, which goes with the first call.
            await HealthAsync(gone);
            await _connection.Ended.WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            // It has left.
        }

        await _ended.CancelAsync();
    }

    private async Task HealthAsync(CancellationToken gone)
    {
        try
        {
            await _channel.CreateCallInvoker().AsyncUnaryCall(Health, null, Options(gone), []);
        }
        catch (RpcException)
        {
            // A client may do without this service; what matters is that it is connected.
        }
    }

    private bool Serves(string service, string method) => _methods.Contains($"/{service}/{method}");

    private static CallOptions Options(CancellationToken cancellation, Metadata? headers = null) => new(headers, cancellationToken: cancellation);

    /// <summary>Ends with the caller or with the client.</summary>
    private CancellationTokenSource Link(CancellationToken cancellation) => CancellationTokenSource.CreateLinkedTokenSource(cancellation, Ended);

    /// <summary>What a call's failure means here.</summary>
    private Exception Translate(RpcException failure, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return new OperationCanceledException(failure.Message, failure, cancellation);
        if (Ended.IsCancellationRequested || failure.StatusCode == StatusCode.Unavailable)
            return new GantryException(ErrorKind.Unavailable, "the client has left the build", failure);
        return new GantryException(failure.StatusCode == StatusCode.NotFound ? ErrorKind.NotFound : ErrorKind.Internal, failure.Status.Detail, failure);
    }
}
