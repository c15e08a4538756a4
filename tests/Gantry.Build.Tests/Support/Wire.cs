using System.IO.Pipelines;

using Gantry.Build.Sessions;

using Grpc.Net.Client;

namespace Gantry.Build.Tests.Support;

/// <summary>A connection within the process.</summary>
internal sealed class Wire
{
    private readonly Pipe _there = new();
    private readonly Pipe _back = new();

    /// <summary>What the end that was connected to reads.</summary>
    public PipeReader Input => _there.Reader;

    /// <summary>What the end that was connected to writes.</summary>
    public Stream Output => _back.Writer.AsStream();

    /// <summary>Both directions of the end that connected.</summary>
    public Stream Stream => new Both(_back.Reader.AsStream(), _there.Writer.AsStream());

    /// <summary>Ends it, as a peer does that leaves.</summary>
    public void Cut()
    {
        _there.Writer.Complete();
        _back.Writer.Complete();
    }

    /// <summary>A channel over it.</summary>
    public GrpcChannel Channel() => GrpcChannel.ForAddress("http://wire", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult(Stream) },
        DisposeHttpClient = true,
    });

    private sealed class Both(Stream input, Stream output) : OneWayStream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);
    }
}
