using Gantry.Oci.Errors;
using Gantry.Registry.Errors;

namespace Gantry.Registry.Transport;

/// <summary>Reads small answers of strangers: neither for long nor much.</summary>
internal static class BoundedBody
{
    /// <summary>The whole body.</summary>
    /// <param name="content">The body.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="time">How long it may take.</param>
    /// <param name="what">What it is, for errors.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">It is longer than the limit, breaks off, or takes too long.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, int limit, TimeSpan time, string what, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(time);
        byte[] body;
        try
        {
            body = await ReadBeginningAsync(content, limit + 1, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionException($"{what}: not complete after {time.TotalSeconds:0} seconds", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ConnectionException($"{what}: {e.Message}", e);
        }

        return body.Length <= limit ? body : throw new GantryException(ErrorKind.Invalid, $"{what} is larger than {limit} bytes");
    }

    /// <summary>As much of the body as the limit allows.</summary>
    public static async Task<byte[]> ReadBeginningAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (body.Length < limit)
        {
            var length = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - body.Length)), cancellation);
            if (length == 0) break;
            body.Write(buffer, 0, length);
        }

        return body.ToArray();
    }
}
