using Gantry.Build.Grpc.Protocol;
using Gantry.Build.Sessions;

using Google.Protobuf;

using Grpc.Core;

namespace Gantry.Build.Grpc.Services;

/// <summary>A connection whose bytes travel in messages of a call.</summary>
internal sealed class MessageStream(IAsyncStreamReader<BytesMessage> input, IServerStreamWriter<BytesMessage> output) : OneWayStream
{
    private ReadOnlyMemory<byte> _left;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left.IsEmpty)
        {
            if (!await input.MoveNext(cancellationToken)) return 0;
            _left = input.Current.Data.Memory;
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await output.WriteAsync(new BytesMessage { Data = ByteString.CopyFrom(buffer.Span) }, cancellationToken);
}
