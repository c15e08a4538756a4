namespace Gantry.Distribution.Storage.S3;

/// <summary>Where the objects of a bucket are.</summary>
internal sealed class S3Address
{
    private readonly string bucket;
    private readonly string prefix;

    public S3Address(S3Options options)
    {
        var store = options.Endpoint ?? new Uri($"https://s3.{options.Region}.amazonaws.com");
        Store = store.GetLeftPart(UriPartial.Authority);
        bucket = options.PathStyle
            ? $"{Store}/{options.Bucket}"
            : $"{store.Scheme}://{options.Bucket}.{store.Authority}";
        prefix = options.Prefix.Length == 0 ? "" : options.Prefix + "/";
    }

    /// <summary>The store's own address, for people.</summary>
    public string Store { get; }

    /// <summary>The address of an object.</summary>
    /// <param name="key">Its key, without the prefix.</param>
    /// <param name="query">Names and values; a value of null is none.</param>
    public Uri Of(string key, params ReadOnlySpan<(string Name, string? Value)> query) =>
        new($"{bucket}/{string.Join('/', (prefix + key).Split('/').Select(Uri.EscapeDataString))}{Written(query)}");

    /// <summary>The address of the bucket.</summary>
    public Uri OfBucket(params ReadOnlySpan<(string Name, string? Value)> query) => new($"{bucket}/{Written(query)}");

    /// <summary>A key with the prefix, as lists are asked for it.</summary>
    public string Full(string key) => prefix + key;

    /// <summary>A key without the prefix; null where it does not begin with it.</summary>
    public string? Own(string full) => full.StartsWith(prefix, StringComparison.Ordinal) ? full[prefix.Length..] : null;

    private static string Written(ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = "";
        foreach (var (name, value) in query)
            if (value is not null)
                text += $"{(text.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
        return text;
    }
}
