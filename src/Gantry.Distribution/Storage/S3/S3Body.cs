using System.Buffers;
using System.Net;

namespace Gantry.Distribution.Storage.S3;

/// <summary>Content on its way to an object store.</summary>
/// <param name="content">The bytes.</param>
/// <param name="proceed">Told whenever some of them have gone.</param>
internal sealed class S3Body(S3Content content, Action proceed) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(S3Content.PieceSize);
        try
        {
            for (var done = 0L; done < content.Length;)
            {
                var count = content.Read(done, buffer);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                proceed();
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = content.Length;
        return true;
    }
}
