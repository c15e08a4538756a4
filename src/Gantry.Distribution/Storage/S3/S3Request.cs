namespace Gantry.Distribution.Storage.S3;

/// <summary>A request to an object store, which may have to be sent several times.</summary>
/// <param name="Method">What to do.</param>
/// <param name="Address">With what.</param>
internal sealed record S3Request(HttpMethod Method, Uri Address)
{
    /// <summary>What goes along; null: nothing.</summary>
    public S3Content? Body { get; init; }

    /// <summary>The body's MD5, where the protocol wants it; null: none.</summary>
    public byte[]? BodyMd5 { get; init; }

    /// <summary>The part that is wanted, <c>bytes=0-9</c>; null: all.</summary>
    public string? Range { get; init; }

    /// <summary>How long an answer may take; null: as long as ever.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Whether whoever asks goes on to read the answer's body.</summary>
    public bool IsLong { get; init; }

    /// <summary>The request as HTTP has it.</summary>
    /// <param name="proceed">Told whenever some of the body has gone.</param>
    public HttpRequestMessage Message(Action proceed)
    {
        var message = new HttpRequestMessage(Method, Address) { Content = Body is null ? null : new S3Body(Body, proceed) };
        message.Content?.Headers.ContentMD5 = BodyMd5;
        if (Range is not null)
            message.Headers.TryAddWithoutValidation("Range", Range);
        return message;
    }
}
