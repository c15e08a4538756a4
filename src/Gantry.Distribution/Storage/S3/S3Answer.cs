namespace Gantry.Distribution.Storage.S3;

/// <summary>Reads answers whole, of which none may be large.</summary>
internal static class S3Answer
{
    /// <summary>A list of a thousand long keys, or a manifest, is well below this.</summary>
    private const int Limit = 16 << 20;

    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (body.Length + count > Limit)
                throw new IOException("the object store's answer is too large");
            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }
}
