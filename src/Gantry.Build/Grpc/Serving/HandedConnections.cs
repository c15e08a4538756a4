using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Build.Grpc.Serving;

/// <summary>A place to accept connections that others have opened: no port and no socket is there to connect to.</summary>
internal sealed class HandedConnections : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _handed = Channel.CreateUnbounded<ConnectionContext>();

    /// <summary>Stands for the place where the server wants an address.</summary>
    public EndPoint EndPoint { get; } = new UnixDomainSocketEndPoint("/handed-connections");

    /// <summary>Hands a connection over.</summary>
    /// <param name="input">What the client sends.</param>
    /// <param name="output">Where answers go.</param>
    /// <param name="gone">Fires when the client has left.</param>
    /// <returns>Ends when the server is done with it.</returns>
    public async Task HandAsync(PipeReader input, Stream output, CancellationToken gone)
    {
        await using var connection = new Connection(input, output, gone);
        if (_handed.Writer.TryWrite(connection)) await connection.Done;
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _handed.Reader.WaitToReadAsync(cancellationToken) && _handed.Reader.TryRead(out var connection) ? connection : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _handed.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync(CancellationToken.None);
        while (_handed.Reader.TryRead(out var connection)) await connection.DisposeAsync();
    }

    private sealed class Connection : ConnectionContext, IDuplexPipe
    {
        private static long s_count;

        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _closed;

        public Connection(PipeReader input, Stream output, CancellationToken gone)
        {
            Input = new BorrowedReader(input);
            Output = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
            _closed = CancellationTokenSource.CreateLinkedTokenSource(gone);
            ConnectionClosed = _closed.Token;
            Transport = this;
        }

        public Task Done => _done.Task;

        public PipeReader Input { get; }

        public PipeWriter Output { get; }

        public override string ConnectionId { get; set; } = $"grpc-{Interlocked.Increment(ref s_count):x}";

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get => field ??= new Dictionary<object, object?>(); set; }

        public override IDuplexPipe Transport { get; set; }

        public override CancellationToken ConnectionClosed { get; set; }

        /// <summary>Ends the reading; the server is done with the connection when it disposes of it, and not before.</summary>
        public override void Abort(ConnectionAbortedException abortReason) => Input.CancelPendingRead();

        public override async ValueTask DisposeAsync()
        {
            _done.TrySetResult();
            _closed.Dispose();
            await base.DisposeAsync();
        }
    }
}
