using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

using Grpc.Core;

namespace Gantry.Build.Grpc.Serving;

/// <summary>Puts messages into an answer, one at a time, and sends each at once.</summary>
internal sealed class MessageWriter<T>(PipeWriter body, Marshaller<T> marshaller, CancellationToken ended) : IServerStreamWriter<T>
    where T : class
{
    private const int HeaderSize = 5;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, ended);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        marshaller.ContextualSerializer(message, new Payload(body));
        var flushed = await body.FlushAsync(cancellationToken);
        if (flushed.IsCompleted) throw new OperationCanceledException("the client has left");
    }

    private static void WriteHeader(PipeWriter body, int length)
    {
        var header = body.GetSpan(HeaderSize);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        body.Advance(HeaderSize);
    }

    private sealed class Payload(PipeWriter body) : SerializationContext
    {
        public override void SetPayloadLength(int payloadLength) => WriteHeader(body, payloadLength);

        public override IBufferWriter<byte> GetBufferWriter() => body;

        public override void Complete()
        {
            // The length was told before.
        }

        public override void Complete(byte[] payload)
        {
            WriteHeader(body, payload.Length);
            body.Write(payload);
        }
    }
}
