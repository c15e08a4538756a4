using System.Net;

namespace Gantry.Registry.Uploads;

/// <summary>A body of known length that tells how far it is.</summary>
internal sealed class BlobContent(Func<Stream> open, long length, Action<long> progress) : HttpContent
{
    private const int Piece = 256 * 1024;

    protected override bool TryComputeLength(out long size)
    {
        size = length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var content = open();
        var buffer = new byte[Piece];
        long sent = 0;
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            progress(sent += count);
        }
    }
}
