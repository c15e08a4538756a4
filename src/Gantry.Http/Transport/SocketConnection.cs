using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Http.Transport;

/// <summary>A client's connection that survives the client's half-close: the server's stock transport gives a connection up when the
/// client has nothing more to say, but <c>docker run</c> shuts down its sending side at the end of its input and reads the output on.
/// Input is read ahead into a pipe, so that a client that goes is noticed while a request runs; output is written straight to the socket.</summary>
internal sealed class SocketConnection : ConnectionContext, ISocketConnection, IConnectionLifetimeFeature, IDuplexPipe
{
    private const int MinimumRead = 4 * 1024;
    private const int EncryptedRead = 32 * 1024; // TLS hands out a record at a time, of 16 KiB at most
    private const int BulkRead = 128 * 1024; // each connection that flows holds one: more is no faster, and much memory with a hundred
    private const int OutputSegment = 64 * 1024; // what one send carries of a long answer; a page each by default
    private static readonly PipeOptions InputOptions = new(
        readerScheduler: PipeScheduler.Inline, // a request is taken up by the thread that has read it: no other one has to be woken
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 1024 * 1024,
        resumeWriterThreshold: 512 * 1024,
        minimumSegmentSize: MinimumRead,
        useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Pipe _input = new(InputOptions);
    private readonly PipeWriter _output;
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationTokenSource _inputEnded = new();
    private readonly ReadableSocket? _readable; // null: the input is encrypted
    private Task _receiving = Task.CompletedTask;
    private volatile bool _takenOver;
    private int _aborted;

    /// <summary>A connection over <paramref name="stream"/>, which is <paramref name="socket"/>'s or its TLS layer.</summary>
    public SocketConnection(Socket socket, Stream stream, string id)
    {
        _socket = socket;
        _stream = stream;
        _readable = stream is NetworkStream ? Readiness.Shared.Watch(socket) : null;
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: OutputSegment, leaveOpen: true));
        ConnectionId = id;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        Transport = this;
        Features.Set<ISocketConnection>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get => field ??= new Dictionary<object, object?>(); set; }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override EndPoint? LocalEndPoint { get; set; }

    public override EndPoint? RemoteEndPoint { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output;

    PipeReader ISocketConnection.Input => _input.Reader;

    Stream ISocketConnection.Output => _stream;

    Socket ISocketConnection.Socket => _socket;

    public CancellationToken InputEnded => _inputEnded.Token;

    /// <summary>Begins to read.</summary>
    public void Start() => _receiving = ReceiveAsync();

    public bool IsTakenOver => _takenOver;

    public void TakeOver() => _takenOver = true;

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0) return;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client was faster.
        }
        catch (ObjectDisposedException)
        {
            // Already disposed of.
        }
        _input.Reader.CancelPendingRead();
        _input.Writer.CancelPendingFlush();
    }

    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        Abort();
        await _receiving;
        _readable?.Dispose();
        await _stream.DisposeAsync();
        _socket.Dispose();
        _inputEnded.Dispose();
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            while (await (_readable is null ? ReadEncryptedAsync() : ReadAsync(_readable)) is > 0 and var read)
            {
                _input.Writer.Advance(read);
                var flushed = await _input.Writer.FlushAsync();
                if (flushed.IsCompleted || flushed.IsCanceled) break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            failure = e;
        }

        var gone = failure is not null || _aborted != 0 || PeerIsGone();
        await _input.Writer.CompleteAsync(_aborted == 0 ? failure : null);
        if (!_takenOver || gone) await _inputEnded.CancelAsync();
        if (gone) await _closed.CancelAsync();
    }

    /// <summary>Reads into the pipe's memory, of which none is held while a client is silent.</summary>
    private async ValueTask<int> ReadAsync(ReadableSocket socket)
    {
        while (true)
        {
            await socket.WaitAsync();
            var read = socket.Read(_input.Writer.GetSpan(socket.IsFlowing ? BulkRead : MinimumRead));
            if (read >= 0) return read;
        }
    }

    private async ValueTask<int> ReadEncryptedAsync()
    {
        _ = await _stream.ReadAsync(Memory<byte>.Empty); // waits without memory
        return await _stream.ReadAsync(_input.Writer.GetMemory(EncryptedRead));
    }

    /// <summary>Tells a full close from a half-close: sending nothing fails exactly when nothing could be sent.</summary>
    private bool PeerIsGone()
    {
        try
        {
            _socket.Send(ReadOnlySpan<byte>.Empty, SocketFlags.None, out var error);
            return error != SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
