using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

using Grpc.Core;

namespace Gantry.Build.Grpc.Serving;

/// <summary>Takes messages out of a request: a byte for compression, which is never asked for, four for the length, and the bytes.</summary>
internal sealed class MessageReader<T>(PipeReader body, Marshaller<T> marshaller, CancellationToken ended) : IAsyncStreamReader<T>
    where T : class
{
    private const int HeaderSize = 5;
    private const int MaximumSize = 16 << 20; // as BuildKit's

    public T Current { get; private set; } = null!;

    /// <summary>The only message.</summary>
    public async Task<T> OneAsync() =>
        await MoveNext(CancellationToken.None) ? Current : throw new RpcException(new Status(StatusCode.Internal, "the request has no message"));

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended) : null;
        var cancellation = linked?.Token ?? ended;
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (Length(buffer) is { } length && buffer.Length >= HeaderSize + length)
            {
                var end = buffer.GetPosition(HeaderSize + length);
                Current = marshaller.ContextualDeserializer(new Payload(buffer.Slice(HeaderSize, length)));
                body.AdvanceTo(end);
                return true;
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted) continue;
            return buffer.IsEmpty ? false : throw new RpcException(new Status(StatusCode.Internal, "the request ends within a message"));
        }
    }

    private static long? Length(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderSize) return null;
        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        if (header[0] != 0) throw new RpcException(new Status(StatusCode.Unimplemented, "compressed messages are not taken"));
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > MaximumSize)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {MaximumSize})"));
        return length;
    }

    private sealed class Payload(ReadOnlySequence<byte> bytes) : DeserializationContext
    {
        public override int PayloadLength => (int)bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes.ToArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => bytes;
    }
}
