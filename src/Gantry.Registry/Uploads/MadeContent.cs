using System.Net;

namespace Gantry.Registry.Uploads;

/// <summary>A body that is made while it is sent, of a length nobody knows before.</summary>
internal sealed class MadeContent(Func<Stream, CancellationToken, Task> write) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);
}
